// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goldenCases } from '@kubevirt-ts/testkit';
import type { ContainerSecurity, ContainerSpec } from '../spec.ts';
import { allCapabilities } from './capabilities.ts';
import { type ContainerFacts, containerArgs, containerConfig, containerEnv } from './container-config.ts';

/** Of a case only what it is about is written down. */
type Case = Partial<Omit<ContainerFacts, 'spec' | 'rights' | 'controllers' | 'seccomp'>> & {
  spec?: Partial<Omit<ContainerSpec, 'security'>> & { security?: Partial<ContainerSecurity> };
};

function facts({ spec = {}, ...o }: Case): ContainerFacts {
  const { security, ...rest } = spec;
  return {
    image: {},
    user: { uid: 0, gid: 0, groups: [], home: undefined },
    hostname: 'web',
    rootfs: '/c/rootfs',
    cgroupsPath: '/solo/pod1/c1',
    joined: [{ type: 'network', path: '/run/netns/solo-1' }],
    hostPid: false,
    unifiedCgroups: false,
    rootMounts: [],
    mounts: [],
    devices: [],
    seccomp: undefined,
    controllers: new Set(['cpu', 'memory', 'pids', 'devices']),
    rights: { capabilities: new Set(allCapabilities), leastOomScoreAdj: -1000, mostOpenFiles: 1024 },
    ...o,
    spec: {
      name: 'c',
      attempt: 0,
      labels: {},
      image: 'localhost/a:1',
      command: ['run'],
      env: [],
      mounts: [],
      devices: [],
      stdin: false,
      stdinOnce: false,
      tty: false,
      terminationMessagePath: '',
      limits: {},
      oomScoreAdj: 0,
      ...rest,
      security: {
        privileged: false,
        supplementalGroups: [],
        addCapabilities: [],
        dropCapabilities: [],
        readOnlyRootFilesystem: false,
        seccomp: { type: 'Unconfined' },
        procMount: 'Default',
        ...security,
      },
    },
  };
}

goldenCases<Case>(
  new URL('./golden/', import.meta.url),
  'json',
  (input) => `${JSON.stringify(containerConfig(facts(input)), null, 2)}\n`,
);

describe('what a container runs', () => {
  const image = { Entrypoint: ['entry'], Cmd: ['cmd'] };
  it('is the image’s, or the pod’s in its place', () => {
    assert.deepEqual(containerArgs({}, image), ['entry', 'cmd']);
    assert.deepEqual(containerArgs({ args: ['mine'] }, image), ['entry', 'mine']);
    assert.deepEqual(containerArgs({ command: ['run'] }, image), ['run']);
    assert.deepEqual(containerArgs({ command: ['run'], args: ['it'] }, image), ['run', 'it']);
  });

  it('has each variable once, the pod’s over the image’s', () => {
    const { spec, ...rest } = facts({ image: { Env: ['A=image', 'B=image', 'PATH=/own'] } });
    const env = containerEnv({ ...rest, spec: { ...spec, env: [{ name: 'A', value: 'pod=1' }] } });
    assert.deepEqual(env, ['PATH=/own', 'HOSTNAME=web', 'A=pod=1', 'B=image', 'HOME=/']);
  });
});

describe('what a container may do', () => {
  it('is no more than this process may', () => {
    const some = facts({ spec: { oomScoreAdj: -500, security: { privileged: true } } });
    const rights = { capabilities: new Set(['CHOWN']), leastOomScoreAdj: 0, mostOpenFiles: 10 };
    const { process, linux } = containerConfig({ ...some, rights });
    assert.deepEqual(process.capabilities?.bounding, ['CAP_CHOWN']);
    assert.equal(process.oomScoreAdj, 0);
    assert.equal(linux.seccomp, undefined);
  });
});
