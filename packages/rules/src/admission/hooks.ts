// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** The resources one admission hook is asked about, as in a webhook configuration's `rules`. */
export interface HookRule {
  operations: readonly ('CREATE' | 'UPDATE' | 'DELETE' | '*')[];
  apiGroups: readonly string[];
  apiVersions: readonly string[];
  resources: readonly string[];
}

/** One admission hook: virt-api serves its path, virt-operator registers it; both read this table. */
export interface AdmissionHook {
  /** Whether the API server may let it change the object. */
  type: 'mutating' | 'validating';
  name: string;
  /** The path in virt-api, and the key of its answer in virt-api's table. */
  path: string;
  rules: readonly HookRule[];
  failurePolicy: 'Fail' | 'Ignore';
  sideEffects: 'None' | 'NoneOnDryRun';
  timeoutSeconds: number;
  reinvocationPolicy?: 'Never' | 'IfNeeded';
  /** Left out by virt-operator where the API server does not know the field (before 1.28). */
  matchConditions?: readonly { name: string; expression: string }[];
  /**
   * The failure policy where `matchConditions` is left out: the hook then sees every eviction of the cluster, and
   * must not stop the draining of nodes while virt-api is away.
   */
  failurePolicyWithoutMatchConditions?: 'Fail' | 'Ignore';
}

const ours = (resources: string, ...operations: ('CREATE' | 'UPDATE')[]): HookRule[] => [
  { operations, apiGroups: ['kubevirt.io'], apiVersions: ['v1alpha3', 'v1'], resources: [resources] },
];

const strict = { failurePolicy: 'Fail', sideEffects: 'None', timeoutSeconds: 10 } as const;

/**
 * Every admission hook of the kinds this project installs.
 * @differs one eviction hook instead of two, because nothing here makes `hp-volume-` pods
 */
export const admissionHooks: readonly AdmissionHook[] = [
  {
    ...strict,
    type: 'validating',
    name: 'virt-launcher-eviction-interceptor.kubevirt.io',
    path: '/pod-eviction-validate',
    sideEffects: 'NoneOnDryRun',
    rules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods/eviction'] }],
    matchConditions: [
      { name: 'only-virt-launcher-pods', expression: "object.metadata.name.startsWith('virt-launcher')" },
    ],
    failurePolicyWithoutMatchConditions: 'Ignore',
  },
  {
    ...strict,
    type: 'validating',
    name: 'virtualmachineinstances-create-validator.kubevirt.io',
    path: '/virtualmachineinstances-validate-create',
    rules: ours('virtualmachineinstances', 'CREATE'),
  },
  {
    ...strict,
    type: 'validating',
    name: 'virtualmachineinstances-update-validator.kubevirt.io',
    path: '/virtualmachineinstances-validate-update',
    rules: ours('virtualmachineinstances', 'UPDATE'),
  },
  {
    ...strict,
    type: 'validating',
    name: 'virtualmachine-validator.kubevirt.io',
    path: '/virtualmachines-validate',
    rules: ours('virtualmachines', 'CREATE', 'UPDATE'),
  },
  {
    ...strict,
    type: 'validating',
    name: 'virtualmachinereplicaset-validator.kubevirt.io',
    path: '/virtualmachinereplicaset-validate',
    rules: ours('virtualmachineinstancereplicasets', 'CREATE', 'UPDATE'),
  },
  {
    ...strict,
    type: 'validating',
    name: 'virtualmachinepreset-validator.kubevirt.io',
    path: '/vmipreset-validate',
    rules: ours('virtualmachineinstancepresets', 'CREATE', 'UPDATE'),
  },
  {
    ...strict,
    type: 'validating',
    name: 'migration-create-validator.kubevirt.io',
    path: '/migration-validate-create',
    rules: ours('virtualmachineinstancemigrations', 'CREATE'),
  },
  {
    ...strict,
    type: 'validating',
    name: 'migration-update-validator.kubevirt.io',
    path: '/migration-validate-update',
    rules: ours('virtualmachineinstancemigrations', 'UPDATE'),
  },
  {
    ...strict,
    type: 'validating',
    name: 'kubevirt-crd-status-validator.kubevirt.io',
    path: '/status-validate',
    rules: [
      {
        operations: ['CREATE', 'UPDATE'],
        apiGroups: ['kubevirt.io'],
        apiVersions: ['v1alpha3', 'v1'],
        resources: [
          'virtualmachines/status',
          'virtualmachineinstancereplicasets/status',
          'virtualmachineinstancemigrations/status',
        ],
      },
    ],
  },
  {
    ...strict,
    type: 'mutating',
    name: 'virtualmachines-mutator.kubevirt.io',
    path: '/virtualmachines-mutate',
    rules: ours('virtualmachines', 'CREATE', 'UPDATE'),
  },
  {
    ...strict,
    type: 'mutating',
    name: 'virtualmachineinstances-mutator.kubevirt.io',
    path: '/virtualmachineinstances-mutate',
    rules: ours('virtualmachineinstances', 'CREATE', 'UPDATE'),
  },
  {
    ...strict,
    type: 'mutating',
    name: 'migrations-mutator.kubevirt.io',
    path: '/migration-mutate-create',
    rules: ours('virtualmachineinstancemigrations', 'CREATE'),
  },
];
