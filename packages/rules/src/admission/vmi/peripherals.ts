// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { each, type Finding, faults, invalid, unsupported } from '../cause.ts';
import { devicesOf, type SpecCheck, type SpecView } from '../spec-view.ts';

const inputBuses = ['', 'virtio', 'usb'];
const videoTypes = ['vga', 'cirrus', 'virtio', 'ramfb', 'bochs'];
const soundModels = ['', 'ich9', 'ac97'];
const panicModels = ['hyperv', 'isa', 'pvpanic'];
const ioThreadsPolicies = ['shared', 'auto', 'supplementalPool'];

const unfitInputs = ({ path, spec }: SpecView): Finding =>
  each(devicesOf(spec).inputs, ({ bus = '', type }, index) => {
    const field = `${path}.domain.devices.inputs[${index}]`;
    return faults(
      !inputBuses.includes(bus) && invalid(`${field}.bus`, 'Input device can have only virtio or usb bus.'),
      type !== 'tablet' && invalid(`${field}.type`, 'Input device can have only tablet type.'),
    );
  });

const unfitWatchdog = ({ path, spec }: SpecView): Finding => {
  const watchdog = devicesOf(spec).watchdog;
  return (
    watchdog !== undefined &&
    spec.architecture === 'amd64' &&
    watchdog.diag288 !== undefined &&
    unsupported(`${path}.domain.devices.watchdog`, 'amd64 only supports I6300ESB watchdog device')
  );
};

const unfitVideo = ({ path, spec }: SpecView): Finding => {
  const { video, autoattachGraphicsDevice } = devicesOf(spec);
  if (!video) return;
  const field = `${path}.domain.devices.video`;
  return faults(
    autoattachGraphicsDevice === false &&
      invalid(field, 'Video configuration is not allowed when autoattachGraphicsDevice is set to false'),
    spec.architecture === 'amd64' &&
      !videoTypes.includes(video.type ?? '') &&
      unsupported(`${field}.type`, `video model '${video.type ?? ''}' is not supported on amd64 architecture`),
  );
};

const unfitSound = ({ path, spec }: SpecView): Finding => {
  const sound = devicesOf(spec).sound;
  if (!sound) return;
  const field = `${path}.domain.devices.sound`;
  return faults(
    !soundModels.includes(sound.model ?? '') &&
      invalid(field, "Sound device type is not supported. Options: 'ich9' or 'ac97'"),
    !sound.name && invalid(field, 'Sound device requires a name field.'),
  );
};

const unfitPanicDevices = ({ path, spec }: SpecView): Finding =>
  each(
    devicesOf(spec).panicDevices,
    ({ model }, index) =>
      model !== undefined &&
      !panicModels.includes(model) &&
      invalid(`${path}.domain.devices.panicDevices[${index}].model`, `invalid PanicDeviceModel(${model})`),
  );

const unfitIoThreads = ({ path, spec: { domain } }: SpecView): Finding => {
  const policy = domain.ioThreadsPolicy;
  if (policy === undefined) return;
  return faults(
    !ioThreadsPolicies.includes(policy) &&
      invalid(`${path}.domain.ioThreadsPolicy`, `Invalid IOThreadsPolicy (${policy})`),
    policy === 'supplementalPool' &&
      (domain.ioThreads?.supplementalPoolThreadCount ?? 0) < 1 &&
      invalid(
        `${path}.domain.ioThreads.supplementalPoolThreadCount`,
        'the number of iothreads needs to be set and positive for the dedicated policy',
      ),
  );
};

/** Everything about devices that are neither disks nor interfaces. */
export const peripheralFaults: SpecCheck = (view) =>
  faults(
    unfitInputs(view),
    unfitIoThreads(view),
    unfitWatchdog(view),
    unfitVideo(view),
    unfitSound(view),
    unfitPanicDevices(view),
  );
