// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Whether the guest is well.

import { ExecAction, HTTPGetAction, TCPSocketAction } from '../core/probe-actions.ts';
import { type Infer, int32, object, ref } from '../schema.ts';

export const GuestAgentPing = object('Guest agent ping.', {});
export interface GuestAgentPing extends Infer<typeof GuestAgentPing> {}

export const Probe = object('Probe.', {
  exec: ref<ExecAction>(ExecAction, 'Exec.'),
  failureThreshold: int32('Failure threshold.'),
  guestAgentPing: ref<GuestAgentPing>(GuestAgentPing, 'Guest agent ping.'),
  httpGet: ref<HTTPGetAction>(HTTPGetAction, 'Http get.'),
  initialDelaySeconds: int32('Initial delay seconds.'),
  periodSeconds: int32('Period seconds.'),
  successThreshold: int32('Success threshold.'),
  tcpSocket: ref<TCPSocketAction>(TCPSocketAction, 'Tcp socket.'),
  timeoutSeconds: int32('Timeout seconds.'),
});
export interface Probe extends Infer<typeof Probe> {}
