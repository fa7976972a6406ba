// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt, KubeVirtConfiguration } from '@kubevirt-ts/api';
import type { AdmissionCause } from '@kubevirt-ts/kube';
import { clusterConfig } from '@kubevirt-ts/rules/config';
import { ciphers } from './ciphers.ts';

const path = 'spec.configuration';

const fault = (message: string, field: string): AdmissionCause => ({
  reason: 'FieldValueInvalid',
  message,
  field: `${path}.${field}`,
});

const gateFaults = ({ developerConfiguration: set }: KubeVirtConfiguration): AdmissionCause[] =>
  (set?.featureGates ?? [])
    .filter((gate) => set?.disabledFeatureGates?.includes(gate))
    .map((gate) =>
      fault(
        `feature gate "${gate}" exists on both "FeatureGates" and "DisabledFeatureGates"`,
        'developerConfiguration.featureGates',
      ),
    );

const overheadFaults = ({ additionalGuestMemoryOverheadRatio: ratio }: KubeVirtConfiguration): AdmissionCause[] =>
  ratio === undefined || ratio === '' || Number(ratio) >= 1
    ? []
    : [
        fault(
          `additionalGuestMemoryOverheadRatio "${ratio}" is not a number of at least 1.0`,
          'additionalGuestMemoryOverheadRatio',
        ),
      ];

const tlsFaults = ({ tlsConfiguration: set }: KubeVirtConfiguration): AdmissionCause[] => {
  const wanted = set?.ciphers ?? [];
  if (wanted.length > 0 && (!set?.minTLSVersion || set.minTLSVersion === 'VersionTLS13')) {
    return [
      fault(
        'ciphers can only be chosen with a minTLSVersion below VersionTLS13, which has to be set',
        'tlsConfiguration.ciphers',
      ),
    ];
  }
  return wanted
    .filter((cipher) => !ciphers.has(cipher))
    .map((cipher) => fault(`${cipher} is not a valid cipher`, 'tlsConfiguration.ciphers'));
};

const seccompFaults = ({ seccompConfiguration: set }: KubeVirtConfiguration): AdmissionCause[] => {
  const profile = set?.virtualMachineInstanceProfile;
  const field = 'seccompConfiguration.virtualMachineInstanceProfile.customProfile';
  if (!profile) return [];
  if (!profile.customProfile) return [fault('a virtualMachineInstanceProfile needs a customProfile', field)];
  const { localhostProfile, runtimeDefaultProfile } = profile.customProfile;
  return localhostProfile && runtimeDefaultProfile
    ? [fault('localhostProfile and runtimeDefaultProfile cannot both be set', field)]
    : [];
};

const gatedFaults = (kubevirt: KubeVirt): AdmissionCause[] => {
  const config = clusterConfig(kubevirt);
  const { configuration } = kubevirt.spec ?? {};
  const wrong: AdmissionCause[] = [];
  const needs = (set: boolean, gate: Parameters<typeof config.isEnabled>[0], field: string): void => {
    if (set && !config.isEnabled(gate)) wrong.push(fault(`${field} needs the feature gate ${gate}`, field));
  };
  needs(configuration?.virtTemplateDeployment?.enabled === true, 'Template', 'virtTemplateDeployment.enabled');
  needs(configuration?.roleAggregationStrategy === 'Manual', 'OptOutRoleAggregation', 'roleAggregationStrategy');
  needs(configuration?.migrations?.maxDowntimeMs !== undefined, 'MigrationStallDetection', 'migrations.maxDowntimeMs');
  return wrong;
};

/** What is wrong with the configuration of the programs. */
export const configurationFaults = (kubevirt: KubeVirt): AdmissionCause[] => {
  const configuration = kubevirt.spec?.configuration;
  if (!configuration) return [];
  return [
    ...gateFaults(configuration),
    ...overheadFaults(configuration),
    ...gatedFaults(kubevirt),
    ...tlsFaults(configuration),
    ...seccompFaults(configuration),
  ];
};
