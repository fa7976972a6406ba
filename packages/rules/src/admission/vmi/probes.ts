// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Probe } from '@kubevirt-ts/api';
import { type Finding, faults, invalid, missing } from '../cause.ts';
import { networksOf, type SpecCheck } from '../spec-view.ts';

const notOneAction = (field: string, { exec, guestAgentPing, httpGet, tcpSocket }: Probe): Finding => {
  const actions = [exec, guestAgentPing, httpGet, tcpSocket].filter(Boolean).length;
  if (actions > 1) return invalid(field, `${field} must have exactly one probe type set`);
  return (
    actions === 0 &&
    missing(
      field,
      `either ${field}.tcpSocket, ${field}.exec or ${field}.httpGet must be set if a ${field} is specified`,
    )
  );
};

const actionOffPodNetwork = (field: string, { httpGet, tcpSocket }: Probe): Finding =>
  faults(
    httpGet && invalid(`${field}.httpGet`, `${field}.httpGet is only allowed if the Pod Network is attached`),
    tcpSocket && invalid(`${field}.tcpSocket`, `${field}.tcpSocket is only allowed if the Pod Network is attached`),
  );

/** Everything about liveness and readiness probes. */
export const probeFaults: SpecCheck = ({ path, spec }) => {
  const onPodNetwork = networksOf(spec).some(({ pod }) => pod);
  return (['readinessProbe', 'livenessProbe'] as const).flatMap((name) => {
    const probe = spec[name];
    const field = `${path}.${name}`;
    return probe ? faults(notOneAction(field, probe), !onPodNetwork && actionOffPodNetwork(field, probe)) : [];
  });
};
