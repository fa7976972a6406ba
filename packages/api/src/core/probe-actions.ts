// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// How Kubernetes asks a container whether it is well.

import { atomicList, type Infer, intOrString, object, oneOf, ref, required, string } from '../schema.ts';

export const ExecAction = object('Exec action.', {
  command: atomicList(string(), 'Command.'),
});
export interface ExecAction extends Infer<typeof ExecAction> {}

export const HTTPHeader = object('Httpheader.', {
  name: required(string('Name.')),
  value: required(string('Value.')),
});
export interface HTTPHeader extends Infer<typeof HTTPHeader> {}

export const HTTPGetAction = object('Httpget action.', {
  port: required(intOrString('Port.')),
  host: string('Host.'),
  httpHeaders: atomicList(ref<HTTPHeader>(HTTPHeader), 'Http headers.'),
  path: string('Path.'),
  scheme: oneOf(['HTTP', 'HTTPS'], 'Scheme.'),
});
export interface HTTPGetAction extends Infer<typeof HTTPGetAction> {}

export const TCPSocketAction = object('Tcpsocket action.', {
  port: required(intOrString('Port.')),
  host: string('Host.'),
});
export interface TCPSocketAction extends Infer<typeof TCPSocketAction> {}
