// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachineInstanceSpec } from '@kubevirt-ts/api';
import type { AdmissionRequest } from '@kubevirt-ts/kube';
import { type Cause, forbidden, type NamedObject, namedObjects } from '@kubevirt-ts/rules/admission';
import { isAllowed } from '../access.ts';
import type { World } from '../world.ts';

const verbs: Record<NamedObject['resource'], string> = {
  secrets: 'get',
  configmaps: 'get',
  serviceaccounts: 'impersonate',
};

/**
 * The secrets, config maps and service accounts a VM newly names and its author may not use: the VM's guest would hand
 * them over (CVE-2020-1701). Whoever may create pods in the namespace can mount all of them anyway and is not asked more.
 * @differs KubeVirt does not ask, so that in it the right to create VMs is the right to read every secret of a namespace
 */
export const accessFaults = async (
  { spec, old, path }: { spec?: VirtualMachineInstanceSpec; old?: VirtualMachineInstanceSpec; path: string },
  { userInfo, namespace = '' }: AdmissionRequest,
  world: World,
): Promise<Cause[]> => {
  const known = new Set((old ? namedObjects(old, path) : []).map(({ resource, name }) => `${resource}/${name}`));
  const named = (spec ? namedObjects(spec, path) : []).filter(
    ({ resource, name }) => !known.has(`${resource}/${name}`),
  );
  if (named.length === 0) return [];
  if (await isAllowed(world.client, userInfo, { namespace, verb: 'create', resource: 'pods' })) return [];
  const asked = new Map<string, Promise<boolean>>();
  const mayUse = ({ resource, name }: NamedObject): Promise<boolean> => {
    const key = `${resource}/${name}`;
    const answer =
      asked.get(key) ?? isAllowed(world.client, userInfo, { namespace, verb: verbs[resource], resource, name });
    asked.set(key, answer);
    return answer;
  };
  const findings = await Promise.all(
    named.map(async (object) =>
      (await mayUse(object))
        ? []
        : [
            forbidden(
              object.field,
              `${object.field} names ${object.resource} "${object.name}", which ${userInfo.username} may not ${verbs[object.resource]} in namespace "${namespace}".`,
            ),
          ],
    ),
  );
  return findings.flat();
};
