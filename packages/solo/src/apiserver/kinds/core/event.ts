// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { CoreEvent } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { invalidEach, invalidValue, oneOf, required, tooLong } from '../validation/causes.ts';
import { isQualifiedName } from '../validation/names.ts';
import type { Event } from '../wire.ts';

/** What a field of core/v1 events is called in events.k8s.io/v1. */
const names = {
  involvedObject: 'regarding',
  message: 'note',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
  reportingComponent: 'reportingController',
} as const;
const reversed = Object.fromEntries(Object.entries(names).map(([core, other]) => [other, core]));

/** An event of either group as one of core/v1. */
export function toCoreEvent(event: Json): Json {
  if (event.apiVersion === 'v1') return event;
  const renamed = rename(event, reversed);
  return {
    ...renamed,
    involvedObject: renamed.involvedObject ?? {},
    source: renamed.source ?? {},
    reportingComponent: renamed.reportingComponent ?? '',
    reportingInstance: renamed.reportingInstance ?? '',
    apiVersion: 'v1',
  };
}

/** An event of either group as one of events.k8s.io/v1. */
export function toEvent(event: Json): Json {
  if (event.apiVersion === 'events.k8s.io/v1') return event;
  const renamed = rename(event, names);
  for (const name of ['reportingController', 'reportingInstance']) if (renamed[name] === '') delete renamed[name];
  return { ...renamed, regarding: renamed.regarding ?? {}, apiVersion: 'events.k8s.io/v1' };
}

function rename(event: Json, to: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(Object.entries(event).map(([name, value]) => [to[name] ?? name, value])) as Json;
}

/** What is special about events. */
export const coreEventStrategy: Strategy = {
  validate: (object) => coreCauses(object as unknown as CoreEvent),
  validateUpdate: (object) => coreCauses(object as unknown as CoreEvent),
  selectableFields: (object) => selectableFields(object as unknown as CoreEvent),
};

/** What is special about events that come through events.k8s.io. */
export const eventStrategy: Strategy = {
  validate: (object) => [...coreCauses(toCoreEvent(object) as unknown as CoreEvent), ...newCauses(object)],
  validateUpdate: (object) => coreCauses(toCoreEvent(object) as unknown as CoreEvent),
  selectableFields: (object) => selectableFields(toCoreEvent(object) as unknown as CoreEvent),
};

const clusterWide: ReadonlySet<string> = new Set(['', 'default', 'kube-system']);

function coreCauses(event: CoreEvent): Cause[] {
  const { involvedObject, metadata } = event;
  const namespace = involvedObject?.namespace ?? '';
  if (namespace === metadata?.namespace) return [];
  // What is in no namespace has its events in one of the cluster's own.
  if (namespace === '' && clusterWide.has(metadata?.namespace ?? '')) return [];
  return [invalidValue('involvedObject.namespace', namespace, 'does not match event.namespace')];
}

const maxBytes = 128;
const maxNoteBytes = 1024;

function newCauses(object: Json): Cause[] {
  const event = object as unknown as Event;
  const causes: Cause[] = event.eventTime ? [] : [required('eventTime')];
  const controller = event.reportingController ?? '';
  if (!controller) causes.push(required('reportingController'));
  causes.push(...invalidEach('reportingController', controller, isQualifiedName(controller)));
  for (const name of ['reportingInstance', 'action', 'reason'] as const) {
    const value = event[name] ?? '';
    if (!value) causes.push(required(name));
    if (Buffer.byteLength(value) > maxBytes)
      causes.push(invalidValue(name, '', `can have at most ${maxBytes} characters`));
  }
  causes.push(...oneOf('type', event.type, ['Normal', 'Warning']));
  if (Buffer.byteLength(event.note ?? '') > maxNoteBytes) causes.push(tooLong('message', maxNoteBytes));
  return causes;
}

const selectable = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'] as const;

function selectableFields(event: CoreEvent): Record<string, string> {
  const { involvedObject, reason = '', type = '', source, reportingComponent = '' } = event;
  return {
    ...Object.fromEntries(selectable.map((name) => [`involvedObject.${name}`, involvedObject?.[name] ?? ''])),
    reason,
    reportingComponent,
    source: source?.component || reportingComponent,
    type,
  };
}
