// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// How Kubernetes asks a container whether it is well.

import { atomicList, type Infer, intOrString, object, oneOf, ref, required, string } from '../schema.ts';

export const ExecAction = object('A command that succeeds when all is well.', {
  command: atomicList(string(), 'Program and arguments; no shell is involved. Exit code 0 means well.'),
});
export interface ExecAction extends Infer<typeof ExecAction> {}

export const HTTPHeader = object('One header of a request.', {
  name: required(string('Name of the header.')),
  value: required(string('Value of the header.')),
});
export interface HTTPHeader extends Infer<typeof HTTPHeader> {}

export const HTTPGetAction = object('An HTTP request that is answered with 200 to 399 when all is well.', {
  path: string('Path of the request.'),
  port: required(intOrString('Port to connect to, 1 to 65535, or its name.')),
  host: string("Host to connect to; the pod's address when absent."),
  scheme: oneOf(['HTTP', 'HTTPS'], 'Protocol; HTTP when absent.'),
  httpHeaders: atomicList(ref<HTTPHeader>(HTTPHeader), 'Headers to send; a name may come several times.'),
});
export interface HTTPGetAction extends Infer<typeof HTTPGetAction> {}

export const TCPSocketAction = object('A TCP connection that can be opened when all is well.', {
  port: required(intOrString('Port to connect to, 1 to 65535, or its name.')),
  host: string("Host to connect to; the pod's address when absent."),
});
export interface TCPSocketAction extends Infer<typeof TCPSocketAction> {}
