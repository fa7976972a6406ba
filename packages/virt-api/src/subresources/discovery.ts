// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { group, versions } from './path.ts';
import { subresources } from './table.ts';

/** Everything that is told without asking who wants to know, by its path. */
export type Documents = Readonly<Record<string, object>>;

const verbs = { GET: 'get', PUT: 'update' } as const;
const singular = { virtualmachines: 'virtualmachine', virtualmachineinstances: 'virtualmachineinstance' } as const;
const kindOf = { virtualmachines: 'VirtualMachine', virtualmachineinstances: 'VirtualMachineInstance' } as const;

const apiGroup = {
  kind: 'APIGroup',
  apiVersion: 'v1',
  name: group,
  versions: versions.map((version) => ({ groupVersion: `${group}/${version}`, version })),
  preferredVersion: { groupVersion: `${group}/${versions[0]}`, version: versions[0] },
};

const resourceList = (version: string) => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: `${group}/${version}`,
  resources: subresources.map(({ resource, name, method }) => ({
    name: `${resource}/${name}`,
    singularName: singular[resource],
    namespaced: true,
    kind: kindOf[resource],
    verbs: [verbs[method]],
  })),
});

const versionInfo = (version: string) => {
  const [, major = '', minor = ''] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return {
    gitVersion: version,
    gitCommit: '',
    gitTreeState: '',
    buildDate: '',
    goVersion: `node ${process.versions.node}`,
    compiler: 'none',
    platform: `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`,
    major,
    minor,
  };
};

/** What the API server and kubectl read to find out what there is. */
export const documents = (version: string): Documents => {
  const base = `/apis/${group}`;
  const info = versionInfo(version);
  return {
    '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [apiGroup] },
    [base]: apiGroup,
    ...Object.fromEntries(
      versions.flatMap((each) => [
        [`${base}/${each}`, resourceList(each)],
        [`${base}/${each}/version`, info],
      ]),
    ),
    '/openapi/v2': { swagger: '2.0', info: { title: 'KubeVirt API', version }, paths: {}, definitions: {} },
    '/openapi/v3': { paths: {} },
  };
};
