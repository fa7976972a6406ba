// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Whether the guest is well.

import { ExecAction, HTTPGetAction, TCPSocketAction } from '../core/probe-actions.ts';
import { type Infer, int32, object, ref } from '../schema.ts';

export const GuestAgentPing = object('Asks the guest agent whether it is there.', {});
export interface GuestAgentPing extends Infer<typeof GuestAgentPing> {}

export const Probe = object('How it is found out whether the guest is well; exactly one of the four questions.', {
  httpGet: ref<HTTPGetAction>(HTTPGetAction, 'An HTTP request to the guest; needs the pod network.'),
  tcpSocket: ref<TCPSocketAction>(TCPSocketAction, 'A TCP connection to the guest; needs the pod network.'),
  exec: ref<ExecAction>(ExecAction, 'A command in the guest, run by the guest agent.'),
  guestAgentPing: ref<GuestAgentPing>(GuestAgentPing, 'The guest agent answers.'),
  initialDelaySeconds: int32('Seconds after the start until the first question; 0 when absent.'),
  periodSeconds: int32('Seconds between two questions; 10 when absent.'),
  timeoutSeconds: int32('Seconds an answer may take; 1 when absent.'),
  successThreshold: int32('Good answers in a row that make well out of unwell; 1 when absent.'),
  failureThreshold: int32('Bad answers in a row that make unwell out of well; 3 when absent.'),
});
export interface Probe extends Infer<typeof Probe> {}
