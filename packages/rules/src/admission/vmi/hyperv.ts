// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { hypervNeeds } from '../../defaults/index.ts';
import { each, type Finding, faults, invalid, missing } from '../cause.ts';
import type { SpecCheck, SpecView } from '../spec-view.ts';

const switchedOff = ({ path, spec }: SpecView): Finding => {
  const hyperv = spec.domain.features?.hyperv;
  const field = `${path}.domain.features.hyperv`;
  return each(
    hypervNeeds,
    ([feature, need]) =>
      hyperv?.[feature]?.enabled === true &&
      hyperv[need]?.enabled !== true &&
      invalid(`${field}.${feature}`, `'${field}.${feature}' requires '${field}.${need}', which was disabled.`),
  );
};

const evmcsWithoutVmx = ({ path, spec: { domain } }: SpecView): Finding => {
  const evmcs = domain.features?.hyperv?.evmcs;
  if (!evmcs || evmcs.enabled === false) return;
  const field = `${path}.domain.cpu.features`;
  const features = domain.cpu?.features ?? [];
  if (features.length === 0) return missing(field, 'vmx cpu feature is required when evmcs is set');
  return each(
    features,
    ({ name, policy }, index) =>
      name === 'vmx' &&
      policy !== 'require' &&
      invalid(`${field}[${index}].policy`, 'vmx cpu feature has to be set to require policy'),
  );
};

const passthroughAndFeatures = ({ path, spec: { domain } }: SpecView): Finding =>
  domain.features?.hyperv &&
  domain.features.hypervPassthrough &&
  invalid(
    `${path}.domain.features.hyperv`,
    'Cannot explicitly set hyperV features if HypervPassthrough is being used. Please use either HyperV or HypervPassthrough.',
  );

/** Everything about Hyper-V enlightenments; asked of VMIs only, whose defaults have been applied. */
export const hypervFaults: SpecCheck = (view) =>
  faults(switchedOff(view), evmcsWithoutVmx(view), passthroughAndFeatures(view));
