// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { type LauncherConfig, launcherEnvironment } from '@kubevirt-ts/machine';
import { LaunchError } from '../launch-error.ts';

/** What virt-controller wrote into the pod's environment. */
export interface WorkOrder {
  vmi: VirtualMachineInstance;
  config: LauncherConfig;
}

function parse<T>(environment: NodeJS.ProcessEnv, name: string): T {
  const text = environment[name];
  if (text === undefined)
    throw new LaunchError(`The environment variable ${name} is not set: this program runs in the pod of a VM.`);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new LaunchError(`The environment variable ${name} is not JSON.`);
  }
}

/** Reads the work order. @throws LaunchError when there is none */
export function readWorkOrder(environment: NodeJS.ProcessEnv): WorkOrder {
  return {
    vmi: parse(environment, launcherEnvironment.vmi),
    config: parse(environment, launcherEnvironment.config),
  };
}
