// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { each, type Finding, faults, invalid, missing, unsupported } from '../cause.ts';
import type { SpecCheck, SpecView } from '../spec-view.ts';
import { dedicatedCpuFaults } from './dedicated-cpu.ts';

const featurePolicies = ['', 'force', 'require', 'optional', 'disable', 'forbid'];

const unknownFeaturePolicy = ({ path, spec }: SpecView): Finding =>
  each(
    spec.domain.cpu?.features,
    ({ name, policy = '' }, index) =>
      !featurePolicies.includes(policy) &&
      unsupported(
        `${path}.domain.cpu.features[${index}].policy`,
        `CPU feature ${name} uses policy ${policy} that is not supported.`,
      ),
  );

/** QEMU's `-cpu` has no escapes: whatever goes into it must be a plain name. */
const nameShape = /^[A-Za-z0-9][-_.A-Za-z0-9]*$/;

const malformedModel = ({ path, spec }: SpecView): Finding => {
  const model = spec.domain.cpu?.model;
  return (
    !!model &&
    !nameShape.test(model) &&
    invalid(`${path}.domain.cpu.model`, `${JSON.stringify(model)} is not a CPU model.`)
  );
};

const malformedFeature = ({ path, spec }: SpecView): Finding =>
  each(
    spec.domain.cpu?.features,
    ({ name }, index) =>
      !nameShape.test(name) &&
      invalid(`${path}.domain.cpu.features[${index}].name`, `${JSON.stringify(name)} is not a CPU feature.`),
  );

const strayEmulatorThread = ({ path, spec: { domain } }: SpecView): Finding =>
  domain.cpu?.isolateEmulatorThread &&
  !domain.cpu.dedicatedCpuPlacement &&
  invalid(
    `${path}.domain.cpu.isolateEmulatorThread`,
    'IsolateEmulatorThread should be only set in combination with DedicatedCPUPlacement',
  );

const tooManySockets = ({ path, spec: { domain } }: SpecView): Finding =>
  !!domain.cpu?.maxSockets &&
  (domain.cpu.sockets ?? 0) > domain.cpu.maxSockets &&
  invalid(
    `${path}.domain.cpu.sockets`,
    'Number of sockets in CPU topology is greater than the maximum sockets allowed',
  );

const unfitNuma = ({ path, spec: { domain } }: SpecView): Finding => {
  if (!domain.cpu?.numa?.guestMappingPassthrough) return;
  const field = `${path}.domain.cpu.numa.guestMappingPassthrough`;
  return faults(
    !domain.cpu.dedicatedCpuPlacement &&
      invalid(
        field,
        `${path}.domain.cpu.dedicatedCpuPlacement must be set to true when NUMA topology strategy is set in ${field}`,
      ),
    !domain.memory?.hugepages &&
      invalid(
        field,
        `${path}.domain.memory.hugepages must be requested when NUMA topology strategy is set in ${field}`,
      ),
  );
};

const unfitRealtime = ({ path, spec: { domain } }: SpecView): Finding => {
  if (!domain.cpu?.realtime) return;
  const cpu = `${path}.domain.cpu`;
  return faults(
    !domain.cpu.dedicatedCpuPlacement &&
      missing(
        `${cpu}.dedicatedCpuPlacement`,
        `${cpu}.dedicatedCpuPlacement must be set to true when ${cpu}.realtime is used`,
      ),
    !domain.cpu.numa?.guestMappingPassthrough &&
      missing(
        `${cpu}.numa.guestMappingPassthrough`,
        `${cpu}.numa.guestMappingPassthrough must be defined when ${cpu}.realtime is used`,
      ),
  );
};

/** Everything about the guest's processors; their requests and limits are in `resources.ts`. */
export const cpuFaults: SpecCheck = (view) =>
  faults(
    dedicatedCpuFaults(view),
    unfitNuma(view),
    strayEmulatorThread(view),
    malformedModel(view),
    malformedFeature(view),
    unknownFeaturePolicy(view),
    tooManySockets(view),
    unfitRealtime(view),
  );
