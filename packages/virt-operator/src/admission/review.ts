// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepStrictEqual } from 'node:util';
import { apiVersion, type KubeVirt, uninstallStrategies } from '@kubevirt-ts/api';
import { type AdmissionAnswer, type AdmissionRequest, type Client, resource } from '@kubevirt-ts/kube';
import { kubevirts } from '../kubevirt/resource.ts';
import { operatorPaths } from '../strategy/admission.ts';
import { certificateFaults } from './certificate-faults.ts';
import { componentFaults } from './component-faults.ts';
import { configurationFaults } from './configuration-faults.ts';
import { gateWarnings } from './gate-warnings.ts';
import { placementFaults } from './placement-faults.ts';

/** Judges one request. */
export type Review = (request: AdmissionRequest) => Promise<AdmissionAnswer>;

const allowed: AdmissionAnswer = { allowed: true };
const denied = (message: string): AdmissionAnswer => ({ allowed: false, code: 403, message });

const judged = async (kubevirt: KubeVirt, old: KubeVirt | undefined, client: Client): Promise<AdmissionAnswer> => {
  const causes = [
    ...componentFaults(kubevirt),
    ...certificateFaults(kubevirt),
    ...configurationFaults(kubevirt),
    ...(await placementFaults(kubevirt, old, client)),
  ];
  const warnings = gateWarnings(kubevirt, old);
  return causes.length > 0 ? { allowed: false, causes, warnings } : { ...allowed, warnings };
};

/**
 * Judges a new KubeVirt object.
 * @differs its content is judged as well, not only whether there is another
 */
const reviewCreate =
  (client: Client): Review =>
  async ({ object }) => {
    const { items } = await client.list(kubevirts, { limit: 1 });
    if (items.length > 0) return denied('Kubevirt is already created');
    return judged(object as KubeVirt, undefined, client);
  };

/** Judges a changed one; a change that leaves the wish alone always passes. */
const reviewUpdate =
  (client: Client): Review =>
  async ({ object, oldObject }) => {
    const [kubevirt, old] = [object as KubeVirt, oldObject as KubeVirt];
    if (kubevirt.metadata?.deletionTimestamp || isDeepStrictEqual(kubevirt.spec, old.spec)) return allowed;
    return judged(kubevirt, old, client);
  };

const workloads = [
  ['VirtualMachineInstance', 'virtualmachineinstances', 'Virtual Machine Instances'],
  ['VirtualMachine', 'virtualmachines', 'Virtual Machines'],
  ['VirtualMachineInstanceReplicaSet', 'virtualmachineinstancereplicasets', 'Virtual Machine Instance Replica Sets'],
] as const;

/** Judges a deletion, of one KubeVirt object or of all in a namespace. */
const reviewDelete =
  (client: Client): Review =>
  async ({ name, namespace }) => {
    const kubevirt = name
      ? await client.find(kubevirts, { name, namespace })
      : (await client.list(kubevirts, { namespace })).items[0];
    const isBlocking = kubevirt?.spec?.uninstallStrategy === uninstallStrategies.blockUninstallIfWorkloadsExist;
    if (!isBlocking || kubevirt?.status?.phase !== 'Deployed') return allowed;
    for (const [kind, plural, words] of workloads) {
      const { items } = await client.list(resource(apiVersion, kind, plural, true), { limit: 1 });
      if (items.length > 0) {
        return denied(
          `Rejecting the uninstall request, since there are still ${words} present. Either delete all KubeVirt related workloads or change the uninstall strategy before uninstalling KubeVirt.`,
        );
      }
    }
    return allowed;
  };

/** The judges of KubeVirt objects by the paths they are asked at. */
export const reviews = (client: Client): Readonly<Record<string, Review>> => ({
  [operatorPaths.create]: reviewCreate(client),
  [operatorPaths.update]: reviewUpdate(client),
  [operatorPaths.delete]: reviewDelete(client),
});
