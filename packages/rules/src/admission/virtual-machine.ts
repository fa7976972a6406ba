// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachine, VirtualMachineInstancePreset } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';
import { isSame, memoryHotplugObstacle, withPresets, withSpecDefaults } from '../defaults/index.ts';
import { type Answer, type Asked, allow, judge } from './answer.ts';
import { type Cause, faults, invalid, missingTemplate, notFound, unsupported } from './cause.ts';
import { specFaults } from './vmi/index.ts';
import { missingMemoryFaults } from './vmi/resources.ts';
import { metadataFaults } from './vmi-metadata.ts';

/** The strategies anyone may ask for; WaitAsReceiver has a gate of its own. */
const runStrategies = ['Halted', 'Manual', 'Always', 'RerunOnFailure', 'Once'];

const strategyFaults = ({ spec: { running, runStrategy } }: VirtualMachine, config: ClusterConfig): Cause[] =>
  faults(
    running !== undefined &&
      runStrategy !== undefined &&
      invalid(
        'spec.running',
        'Running and RunStrategy are mutually exclusive. Note that Running is deprecated, please use RunStrategy instead',
      ),
    running === undefined && runStrategy === undefined && invalid('spec.running', 'RunStrategy must be specified'),
    runStrategy === 'WaitAsReceiver' &&
      (config.isEnabled('DecentralizedLiveMigration')
        ? unsupported(
            'spec.runStrategy',
            'spec.runStrategy WaitAsReceiver is not offered by this version of kubevirt-ts.',
          )
        : invalid(
            'spec.runStrategy',
            'Invalid RunStrategy (WaitAsReceiver), DecentralizedLiveMigration feature gate is not enabled in kubevirt resource',
          )),
    runStrategy !== undefined &&
      runStrategy !== 'WaitAsReceiver' &&
      !runStrategies.includes(runStrategy) &&
      invalid('spec.runStrategy', `Invalid RunStrategy (${runStrategy})`),
  );

const matcherFaults = ({ spec: { instancetype, preference } }: VirtualMachine): Cause[] => {
  const fault = (field: string, what: string, plural: string, name = ''): Cause =>
    notFound(field, `Failure to find ${what}: ${plural}.instancetype.kubevirt.io "${name}" not found`);
  const isNamespaced = (kind = ''): boolean => !/cluster/i.test(kind) && kind !== '';
  return faults(
    instancetype &&
      fault(
        'spec.instancetype',
        'instancetype',
        isNamespaced(instancetype.kind) ? 'virtualmachineinstancetypes' : 'virtualmachineclusterinstancetypes',
        instancetype.name,
      ),
    preference &&
      fault(
        'spec.preference',
        'preference',
        isNamespaced(preference.kind) ? 'virtualmachinepreferences' : 'virtualmachineclusterpreferences',
        preference.name,
      ),
  );
};

const notOffered = ({ spec: { dataVolumeTemplates, updateVolumesStrategy } }: VirtualMachine): Cause[] =>
  faults(
    (dataVolumeTemplates?.length ?? 0) > 0 &&
      unsupported(
        'spec.dataVolumeTemplates',
        'spec.dataVolumeTemplates is not offered by this version of kubevirt-ts.',
      ),
    updateVolumesStrategy === 'Migration' &&
      unsupported(
        'spec.updateVolumesStrategy',
        'spec.updateVolumesStrategy Migration is not offered by this version of kubevirt-ts.',
      ),
  );

const liveUpdateFaults = ({ spec }: VirtualMachine, config: ClusterConfig): Cause[] => {
  const template = spec.template.spec;
  const maxGuest = template?.domain.memory?.maxGuest;
  if (!template || maxGuest === undefined || config.vmRolloutStrategy !== 'LiveUpdate') return [];
  const obstacle = memoryHotplugObstacle(template, maxGuest);
  return obstacle ? [invalid('spec.template.spec.domain.memory.guest', obstacle)] : [];
};

/** What a snapshot or a restore in progress forbids in an update. */
export const lockFaults = (object: VirtualMachine, old: VirtualMachine | undefined): Cause[] => {
  if (!old) return [];
  const { snapshotInProgress, restoreInProgress } = object.status ?? {};
  const strategyOf = ({ spec }: VirtualMachine): string =>
    spec.runStrategy ?? (spec.running === undefined ? '' : spec.running ? 'Always' : 'Halted');
  const volumesOf = ({ spec }: VirtualMachine): unknown => spec.template?.spec?.volumes ?? [];
  return faults(
    !!snapshotInProgress &&
      !isSame(volumesOf(old), volumesOf(object)) &&
      unsupported('spec', `Cannot update vm disks or volumes until snapshot "${snapshotInProgress}" completes`),
    !!snapshotInProgress &&
      strategyOf(old) !== strategyOf(object) &&
      unsupported('spec', `Cannot update vm running state until snapshot "${snapshotInProgress}" completes`),
    !!restoreInProgress &&
      strategyOf(old) !== strategyOf(object) &&
      unsupported('spec', `Cannot update VM runStrategy until restore "${restoreInProgress}" completes`),
  );
};

/** What a VM is judged by besides itself. */
export interface VirtualMachineContext {
  config: ClusterConfig;
  /** The presets of its namespace, which its VMIs will get. */
  presets: readonly VirtualMachineInstancePreset[];
}

/** Whether no VMI of this VM would ever have memory, presets included. */
const memoryFaults = ({ spec }: VirtualMachine, { config, presets }: VirtualMachineContext): Cause[] => {
  const template = spec.template;
  if (!template.spec) return [];
  const outcome = withPresets({ metadata: template.metadata, spec: template.spec }, presets);
  if ('conflict' in outcome) return [invalid('spec.template.metadata.labels', outcome.conflict)];
  return missingMemoryFaults({
    path: 'spec.template.spec',
    spec: withSpecDefaults(outcome.vmi.spec, config),
    config,
  });
};

const specOf = (vm: VirtualMachine, context: VirtualMachineContext, isOurs: boolean): Cause[] => {
  const { config } = context;
  const template = vm.spec?.template;
  if (!template?.spec) return [missingTemplate];
  const spec = withSpecDefaults(template.spec, config);
  const defaulted = { ...vm, spec: { ...vm.spec, template: { ...template, spec } } };
  return faults(
    metadataFaults('spec.template.metadata', template.metadata, { config, isOurs }),
    specFaults({ path: 'spec.template.spec', spec, config }),
    memoryFaults(vm, context),
    matcherFaults(vm),
    notOffered(vm),
    strategyFaults(vm, config),
    liveUpdateFaults(defaulted, config),
  );
};

const warningsOf = ({ spec }: VirtualMachine): string[] =>
  spec.running === undefined ? [] : ['spec.running is deprecated, please use spec.runStrategy instead.'];

/**
 * Whether a VM may be created or changed.
 * @upstream a VM that is being deleted is never refused, so that its finalizers can go
 * @differs a spec that did not change is not judged again: a VM that an older version admitted can still be labelled.
 *   A VM whose VMIs could not be created for want of memory is refused, where KubeVirt lets each of its VMIs fail
 */
export const admitVirtualMachine = (asked: Asked<VirtualMachine>, context: VirtualMachineContext): Answer => {
  const { object, old, isOurs } = asked;
  if (object.metadata?.deletionTimestamp) return allow();
  const unchanged = old !== undefined && isSame(old.spec, object.spec);
  return judge(
    faults(!unchanged && specOf(object, context, isOurs), lockFaults(object, old)),
    unchanged ? [] : warningsOf(object),
  );
};
