// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { type Cause, each, type Finding, invalid } from '../cause.ts';
import { disksOf, interfacesOf, type SpecCheck } from '../spec-view.ts';

/** Boot orders of interfaces below 1, and every order that two devices share. */
export const bootOrderFaults: SpecCheck = ({ path, spec }) => {
  const devices = `${path}.domain.devices`;
  const taken = new Set<number>();
  const shared = (field: string, order: number | undefined): Finding => {
    if (order === undefined || order < 1) return;
    if (taken.has(order)) return invalid(field, `Boot order for ${field} already set for a different device.`);
    taken.add(order);
  };
  const belowOne = (entry: string, order: number | undefined): Finding =>
    order !== undefined &&
    order < 1 &&
    invalid(`${entry}.bootOrder`, `${entry} must have a boot order > 0, if supplied`);
  const ofDisks: Cause[] = each(disksOf(spec), ({ bootOrder }, index) =>
    shared(`${devices}.disks[${index}].bootOrder`, bootOrder),
  );
  const ofInterfaces: Cause[] = each(interfacesOf(spec), ({ bootOrder }, index) => {
    const entry = `${devices}.interfaces[${index}]`;
    return belowOne(entry, bootOrder) || shared(`${entry}.bootOrder`, bootOrder);
  });
  return [...ofDisks, ...ofInterfaces];
};
