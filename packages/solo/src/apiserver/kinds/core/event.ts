// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { CoreEvent } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { invalidEach, invalidValue, required } from '../validation/causes.ts';
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
  validate: (object) => eventCauses(object, true),
  validateUpdate: (object) => eventCauses(object, true),
  selectableFields: (object) => selectableFields(object as unknown as CoreEvent),
};

/** What is special about events that come through events.k8s.io. */
export const eventStrategy: Strategy = {
  validate: (object) => [...eventCauses(object, false), ...strictCauses(object)],
  validateUpdate: (object) => eventCauses(object, false),
  selectableFields: (object) => selectableFields(toCoreEvent(object) as unknown as CoreEvent),
};

const maxBytes = 128;
const maxNoteBytes = 1024;

/** @upstream legacyValidateEvent: what has an eventTime is of the new kind, whichever group it came through */
function eventCauses(object: Json, isCore: boolean): Cause[] {
  const event = toCoreEvent(object) as unknown as CoreEvent;
  const isNew = !!event.eventTime;
  const own = event.metadata?.namespace ?? '';
  const namespace = event.involvedObject?.namespace ?? '';
  // What is in no namespace has its events in one of the cluster's own.
  const isAtHome =
    namespace === '' ? ['', 'default', isNew ? 'kube-system' : ''].includes(own) : isNew || namespace === own;
  const causes: Cause[] = isAtHome
    ? []
    : [invalidValue('involvedObject.namespace', namespace, 'does not match event.namespace')];
  return isNew ? [...causes, ...newEventCauses(event, isCore)] : causes;
}

function newEventCauses(event: CoreEvent, isCore: boolean): Cause[] {
  const field = isCore ? 'reportingComponent' : 'reportingController';
  const controller = event.reportingComponent ?? '';
  const causes: Cause[] = controller ? [] : [required(field)];
  causes.push(...invalidEach(field, controller, isQualifiedName(controller)));
  for (const name of ['reportingInstance', 'action', 'reason'] as const) {
    const value = event[name] ?? '';
    if (!value) causes.push(required(name));
    if (Buffer.byteLength(value) > maxBytes) {
      causes.push(invalidValue(name, '', `can have at most ${maxBytes} characters`));
    }
  }
  if (Buffer.byteLength(event.message ?? '') > maxNoteBytes) {
    causes.push(invalidValue('message', '', `can have at most ${maxNoteBytes} characters`));
  }
  return causes;
}

/** What new events may not leave to the older fields. */
function strictCauses(object: Json): Cause[] {
  const event = object as unknown as Event;
  const causes: Cause[] = event.eventTime ? [] : [required('eventTime')];
  const { type = '' } = event;
  if (type !== 'Normal' && type !== 'Warning') causes.push(invalidValue('type', '', `has invalid value: ${type}`));
  const source = event.deprecatedSource ?? {};
  const older = {
    firstTimestamp: event.deprecatedFirstTimestamp,
    lastTimestamp: event.deprecatedLastTimestamp,
    count: event.deprecatedCount,
    source: source.component || source.host,
  };
  for (const [name, value] of Object.entries(older)) {
    if (value) causes.push(invalidValue(name, '', 'needs to be unset'));
  }
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
