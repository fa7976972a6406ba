// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { type Finding, faults, invalid, missing } from '../cause.ts';
import type { SpecCheck, SpecView } from '../spec-view.ts';

const architectures = ['amd64', 'arm64', 's390x'];
const evictionStrategies = ['None', 'LiveMigrate', 'LiveMigrateIfPossible', 'External'];

const unfitStart = ({ path, spec }: SpecView): Finding => {
  const strategy = spec.startStrategy;
  if (strategy === undefined) return;
  const field = `${path}.startStrategy`;
  if (strategy !== 'Paused') return invalid(field, `${field} is set with an unrecognized option: ${strategy}`);
  return (
    spec.livenessProbe &&
    invalid(
      field,
      `either ${field} or ${path}.livenessProbe should be provided.Pausing VMI with LivenessProbe is not supported`,
    )
  );
};

const unknownEviction = ({ path, spec: { evictionStrategy } }: SpecView): Finding =>
  evictionStrategy !== undefined &&
  !evictionStrategies.includes(evictionStrategy) &&
  invalid(
    `${path}.evictionStrategy`,
    `${path}.evictionStrategy is set with an unrecognized option: ${evictionStrategy}`,
  );

const unknownArchitecture = ({ path, spec: { architecture } }: SpecView): Finding =>
  !!architecture &&
  !architectures.includes(architecture) &&
  invalid(`${path}.architecture`, `unsupported architecture: ${architecture}`);

const negativeGracePeriod = ({ path, spec: { terminationGracePeriodSeconds } }: SpecView): Finding =>
  (terminationGracePeriodSeconds ?? 0) < 0 &&
  invalid(
    `${path}.terminationGracePeriodSeconds`,
    `${path}.terminationGracePeriodSeconds '${terminationGracePeriodSeconds}': must be greater than or equal to 0.`,
  );

const missingDomain = ({ path, spec }: SpecView): Finding =>
  !spec.domain && missing(`${path}.domain`, `${path}.domain is a required field`);

/**
 * Everything about how a VMI starts, moves and ends.
 * @differs a negative grace period is refused here, where KubeVirt's pod is refused later
 */
export const lifeFaults: SpecCheck = (view) =>
  faults(
    missingDomain(view),
    unknownArchitecture(view),
    unfitStart(view),
    unknownEviction(view),
    negativeGracePeriod(view),
  );
