// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { type Cause, duplicate, each, faults, invalid, missing } from '../cause.ts';
import { interfacesOf, networksOf, type SpecCheck } from '../spec-view.ts';

const crowdedPodNetwork: SpecCheck = ({ path, spec }) => {
  const pod = networksOf(spec).filter((network) => network.pod).length;
  const multusDefault = networksOf(spec).filter((network) => network.multus?.default).length;
  const interfaces = `${path}.domain.devices.interfaces`;
  return faults(
    pod > 1 && duplicate(interfaces, `more than one interface is connected to a pod network in ${interfaces}`),
    multusDefault > 1 && invalid(`${path}.networks`, 'Multus CNI should only have one default network'),
    pod > 0 &&
      multusDefault > 0 &&
      invalid(`${path}.networks`, 'Pod network cannot be defined when Multus default network is defined'),
  );
};

const notOneSource: SpecCheck = ({ path, spec }) =>
  each(networksOf(spec), ({ pod, multus, resourceClaim }, index) => {
    const sources = [pod, multus, resourceClaim].filter(Boolean).length;
    const field = `${path}.networks[${index}]`;
    return faults(
      sources === 0 && missing(field, 'should have a network type'),
      sources > 1 && missing(field, 'should have only one network type'),
    );
  });

const namelessMultus: SpecCheck = ({ path, spec }) =>
  each(
    networksOf(spec),
    ({ multus }, index) =>
      multus !== undefined &&
      !multus.networkName &&
      missing(`${path}.networks[${index}]`, 'CNI delegating plugin must have a networkName'),
  );

const repeated = (names: readonly string[], index: number): boolean => names.indexOf(names[index]!) < index;

const repeatedNetwork: SpecCheck = ({ path, spec }) => {
  const names = networksOf(spec).map(({ name }) => name);
  return each(
    names,
    (name, index) =>
      repeated(names, index) &&
      duplicate(
        `${path}.networks[${index}].name`,
        `Network with name "${name}" already exists, every network must have a unique name`,
      ),
  );
};

const repeatedInterface: SpecCheck = ({ path, spec }) => {
  const names = interfacesOf(spec).map(({ name }) => name);
  return each(
    names,
    (_, index) =>
      repeated(names, index) &&
      duplicate(
        `${path}.domain.devices.interfaces[${index}].name`,
        'Only one interface can be connected to one specific network',
      ),
  );
};

const unmatched: SpecCheck = ({ path, spec }) => {
  const networks = new Set(networksOf(spec).map(({ name }) => name));
  const interfaces = new Set(interfacesOf(spec).map(({ name }) => name));
  return faults(
    each(networksOf(spec), ({ name }, index) => {
      const field = `${path}.networks[${index}].name`;
      return !interfaces.has(name) && missing(field, `${field} '${name}' not found.`);
    }),
    each(interfacesOf(spec), ({ name }, index) => {
      const field = `${path}.domain.devices.interfaces[${index}].name`;
      return !networks.has(name) && invalid(field, `${field} '${name}' not found.`);
    }),
  );
};

/** Everything about networks and how interfaces match them. */
export const networkFaults: SpecCheck = (view): Cause[] =>
  [crowdedPodNetwork, notOneSource, namelessMultus, repeatedNetwork, unmatched, repeatedInterface].flatMap((find) =>
    find(view),
  );
