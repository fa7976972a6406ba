// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeVirt } from '@kubevirt-ts/api';
import type { AdmissionAnswer, AdmissionRequest } from '@kubevirt-ts/kube';
import { apiError, kubevirt, memoryClient, vm, vmi } from '@kubevirt-ts/testkit';
import { operatorPaths } from '../strategy/admission.ts';
import { reviews } from './review.ts';

type Spec = NonNullable<Parameters<typeof kubevirt>[0]>['spec'];

const ask = (
  path: string,
  client = memoryClient(),
  request: Partial<AdmissionRequest> = {},
): Promise<AdmissionAnswer> => {
  const review = reviews(client)[path];
  assert.ok(review);
  return review({
    uid: '1',
    name: 'kubevirt',
    namespace: 'kubevirt',
    operation: 'CREATE',
    userInfo: {},
    ...request,
  } as AdmissionRequest);
};

const update = (spec: Spec, old: Spec = {}): Promise<AdmissionAnswer> =>
  ask(operatorPaths.update, memoryClient(), { object: kubevirt({ spec }), oldObject: kubevirt({ spec: old }) });

const messages = ({ causes }: AdmissionAnswer): string[] => (causes ?? []).map(({ message }) => message);

const refused: readonly (readonly [string, Spec, RegExp])[] = [
  ['no replicas', { infra: { replicas: 0 } }, /^infra replica count can't be 0$/],
  [
    'a patch that is no JSON',
    { customizeComponents: { patches: [{ resourceName: 'a', resourceType: 'b', patch: '{', type: 'json' }] } },
    /^patch "\{" is not valid JSON$/,
  ],
  [
    'old and new settings of certificates',
    { certificateRotateStrategy: { selfSigned: { caRotateInterval: '1h', ca: { duration: '1h' } } } },
    /^caRotateInterval, certRotateInterval and caOverlapInterval are deprecated and conflict with CertConfig defined rotation parameters$/,
  ],
  [
    'an authority renewed before it begins',
    { certificateRotateStrategy: { selfSigned: { ca: { duration: '50h', renewBefore: '51h' } } } },
    /^CA RenewBefore cannot exceed Duration \(/,
  ],
  [
    'a certificate renewed before it begins',
    { certificateRotateStrategy: { selfSigned: { server: { duration: '1h', renewBefore: '2h' } } } },
    /^Cert RenewBefore cannot exceed Duration \(/,
  ],
  [
    'a certificate that outlives its authority',
    { certificateRotateStrategy: { selfSigned: { server: { duration: '200h' } } } },
    /^Certificate duration cannot exceed CA \(/,
  ],
  [
    'a gate on and off',
    { configuration: { developerConfiguration: { featureGates: ['X'], disabledFeatureGates: ['X'] } } },
    /^feature gate "X" exists on both "FeatureGates" and "DisabledFeatureGates"$/,
  ],
  ['an overhead below one', { configuration: { additionalGuestMemoryOverheadRatio: '0.5' } }, /at least 1\.0/],
  ['an overhead that is no number', { configuration: { additionalGuestMemoryOverheadRatio: 'much' } }, /at least 1\.0/],
  [
    'ciphers without a version',
    { configuration: { tlsConfiguration: { ciphers: ['TLS_RSA_WITH_AES_128_GCM_SHA256'] } } },
    /minTLSVersion/,
  ],
  [
    'an unknown cipher',
    { configuration: { tlsConfiguration: { minTLSVersion: 'VersionTLS12', ciphers: ['ROT13'] } } },
    /^ROT13 is not a valid cipher$/,
  ],
  [
    'no seccomp profile',
    { configuration: { seccompConfiguration: { virtualMachineInstanceProfile: {} } } },
    /customProfile/,
  ],
  [
    'two seccomp profiles',
    {
      configuration: {
        seccompConfiguration: {
          virtualMachineInstanceProfile: { customProfile: { localhostProfile: 'a', runtimeDefaultProfile: true } },
        },
      },
    },
    /cannot both be set/,
  ],
  ['a setting behind a gate', { configuration: { migrations: { maxDowntimeMs: 5 } } }, /MigrationStallDetection/],
];

for (const [what, spec, message] of refused) {
  test(`refused: ${what}`, async () => {
    const answer = await update(spec);
    assert.equal(answer.allowed, false);
    assert.equal(messages(answer).length, 1);
    assert.match(messages(answer)[0] ?? '', message);
    assert.match(answer.causes?.[0]?.field ?? '', /^spec\./);
    assert.equal((await update(spec, spec)).allowed, true, 'what was so before is not in the way of other changes');
    assert.equal((await ask(operatorPaths.create, memoryClient(), { object: kubevirt({ spec }) })).allowed, false);
  });
}

test('allowed with a word about gates that have no effect any more', async () => {
  const answer = await update({
    configuration: { developerConfiguration: { featureGates: ['GPU', 'HostDisk', 'Passt'] } },
  });
  assert.equal(answer.allowed, true);
  assert.deepEqual(
    answer.warnings?.map((line) => line.split(' ')[2]),
    ['GPU', 'Passt'],
  );
});

test('a placement the API server does not take', async () => {
  const client = memoryClient();
  client.failNext('create', 'deployments', apiError(422, 'Invalid', 'spec.template.spec.tolerations[0]: not so'));
  const object = kubevirt({ spec: { infra: { nodePlacement: { tolerations: [{ operator: 'Foo' as 'Exists' }] } } } });
  const answer = await ask(operatorPaths.update, client, { object, oldObject: kubevirt() });
  assert.deepEqual(answer.causes, [
    {
      reason: 'FieldValueInvalid',
      message: 'spec.template.spec.tolerations[0]: not so',
      field: 'spec.infra.nodePlacement',
    },
  ]);
});

test('a second KubeVirt object is refused wherever the first is', async () => {
  const answer = await ask(operatorPaths.create, memoryClient([kubevirt({ metadata: { namespace: 'other' } })]), {
    object: kubevirt(),
  });
  assert.equal(answer.allowed, false);
  assert.equal(answer.message, 'Kubevirt is already created');
});

const deployed = (fields: Spec): KubeVirt => kubevirt({ spec: fields, status: { phase: 'Deployed' } });
const blocking: Spec = { uninstallStrategy: 'BlockUninstallIfWorkloadsExist' };
const replicaSet = {
  apiVersion: 'kubevirt.io/v1',
  kind: 'VirtualMachineInstanceReplicaSet',
  metadata: { name: 'rs', namespace: 'default' },
};

const deletions: readonly (readonly [string, Parameters<typeof memoryClient>[0], string | undefined])[] = [
  ['workloads are removed along', [deployed({}), vm()], undefined],
  ['nothing is in the way', [deployed(blocking)], undefined],
  ['a VMI', [deployed(blocking), vmi()], 'Virtual Machine Instances'],
  ['a VM', [deployed(blocking), vm()], 'Virtual Machines'],
  ['a replica set', [deployed(blocking), replicaSet], 'Virtual Machine Instance Replica Sets'],
  ['not deployed yet', [kubevirt({ spec: blocking }), vm()], undefined],
];

for (const [what, seed, words] of deletions) {
  test(`deletion: ${what}`, async () => {
    for (const name of ['kubevirt', '']) {
      const answer = await ask(operatorPaths.delete, memoryClient(seed), { operation: 'DELETE', name });
      assert.equal(answer.allowed, words === undefined);
      if (words) {
        assert.equal(
          answer.message,
          `Rejecting the uninstall request, since there are still ${words} present. Either delete all KubeVirt related workloads or change the uninstall strategy before uninstalling KubeVirt.`,
        );
      }
    }
  });
}
