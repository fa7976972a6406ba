// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import {
  declaresPorts,
  type HostFacts,
  hasTpm,
  initialFirmwareVariables,
  interfacesOf,
  lastForwardedPort,
  type MachinePlan,
  passtCommand,
  paths,
  planMachine,
  qemuCommand,
  swtpmCommand,
  unsupported,
  volumeSteps,
} from '@kubevirt-ts/machine';
import { LaunchError } from '../launch-error.ts';
import { runCommand } from '../run-command.ts';
import { prepareVolume, type VolumeContext } from '../volumes/prepare-volume.ts';
import { podNetwork } from './pod-network.ts';
import { type ProgramFacts, programFacts } from './program-facts.ts';
import { publicKeys } from './public-keys.ts';
import type { WorkOrder } from './work-order.ts';

/** What the launcher uses besides the pod it is in. */
export interface LaunchTools {
  now(): Date;
  /** Prints one line to the container's log. */
  say(line: string): void;
}

/** A step of the preparation and how long it took. */
interface Step {
  step: string;
  ms: number;
}

type Timed = <T>(step: string, work: Promise<T>) => Promise<T>;

function timer(now: () => Date): { steps: Step[]; timed: Timed } {
  const steps: Step[] = [];
  const start = now().getTime();
  return {
    steps,
    async timed(step, work) {
      const result = await work;
      steps.push({ step, ms: now().getTime() - start });
      return result;
    },
  };
}

/** Starts the helpers that QEMU connects to; each listens when this resolves. */
async function startHelpers(
  vmi: VirtualMachineInstance,
  found: ProgramFacts,
  { timed, say }: { timed: Timed; say: LaunchTools['say'] },
): Promise<void> {
  const pod = { ...podNetwork(), namesGuest: found.passtNamesGuest };
  const passt = passtCommand(vmi, pod);
  const last = lastForwardedPort(pod);
  if (last !== undefined && interfacesOf(vmi).some((each) => !declaresPorts(each))) {
    const reason = `no port is declared and the node allows ${pod.maxOpenFiles} open files`;
    say(`${reason}: the guest can be reached on ports ${pod.firstPort} to ${last}; declare ports to choose others`);
  }
  const work = [];
  if (passt !== undefined) work.push(timed('passt', runCommand(passt)));
  if (hasTpm(vmi.spec.domain)) {
    mkdirSync(paths.tpmState, { recursive: true });
    work.push(timed('swtpm', runCommand(swtpmCommand())));
  }
  await Promise.all(work);
}

function refuse(refusals: readonly { field: string; message: string }[]): never {
  throw new LaunchError(refusals.map(({ field, message }) => `${field}: ${message}`).join(' '));
}

function planOrRefuse(order: WorkOrder, facts: Omit<HostFacts, 'config'>): MachinePlan {
  const result = planMachine(order.vmi, { ...facts, config: order.config });
  return 'refusals' in result ? refuse(result.refusals) : result.plan;
}

/**
 * Prepares everything a guest needs inside this pod, writes down what was done, and gives the program to become.
 *
 * Volumes and helpers are prepared at the same time; whatever fails ends the container, and everything in it.
 * @throws LaunchError with one sentence when the guest cannot be started
 */
export async function prepare(order: WorkOrder, tools: LaunchTools): Promise<ReturnType<typeof qemuCommand>> {
  const refusals = unsupported(order.vmi);
  if (refusals.length > 0) refuse(refusals);
  const { timed, steps } = timer(tools.now);
  const context: VolumeContext = {
    subject: { vmi: order.vmi, publicKeys: (flavour) => publicKeys(order.vmi, flavour) },
    minimumReserveBytes: order.config.minimumReserveBytes,
    say: tools.say,
  };
  const volumes = volumeSteps(order.vmi, order.config.claims).map(async (step) => {
    const facts = await timed(`${step.kind} ${step.volume}`, prepareVolume(step, context));
    return [step.volume, facts] as const;
  });
  const found = programFacts();
  const helpers = found.then((facts) => startHelpers(order.vmi, facts, { timed, say: tools.say }));
  const [disks, { qemuVersion }] = await Promise.all([Promise.all(volumes), found, helpers]);
  const plan = planOrRefuse(order, { disks: Object.fromEntries(disks), qemuVersion, now: tools.now().toISOString() });
  const variables = initialFirmwareVariables(plan);
  if (variables !== undefined) copyFileSync(variables, paths.firmwareVariables);
  const command = qemuCommand(plan);
  const { name, namespace, uid } = order.vmi.metadata ?? {};
  const record = { vmi: { namespace, name, uid }, at: tools.now().toISOString(), steps, command: command.arguments };
  writeFileSync(paths.record, JSON.stringify(record));
  const done = steps.map(({ step, ms }) => `${step} at ${ms} ms`).join(', ') || 'nothing to prepare';
  tools.say(`${namespace}/${name}: ${done}; becoming QEMU (${plan.accelerator})`);
  return command;
}
