// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** What can be wrong with bytes that a QEMU or a guest sent; stable identifiers, used in logs and metrics. */
export type ProblemKind =
  | 'line-too-long'
  | 'invalid-utf8'
  | 'invalid-json'
  | 'too-deep'
  | 'unexpected-message'
  | 'too-many-commands'
  | 'command-failed'
  | 'timeout'
  | 'closed';

/** A problem with a peer, as data: the codecs return it instead of throwing, since a hostile peer is expected. */
export interface Problem {
  kind: ProblemKind;
  detail: string;
}

/** A problem raised to the one who waits for an answer of the peer; `kind` says what to do about it. */
export class ProtocolError extends Error {
  readonly kind: ProblemKind;
  /** QEMU's error class, such as `CommandNotFound` or `GenericError`, when the peer refused a command. */
  readonly errorClass: string | undefined;

  constructor(problem: Problem, errorClass?: string) {
    super(`${problem.kind}: ${problem.detail}`);
    this.name = 'ProtocolError';
    this.kind = problem.kind;
    this.errorClass = errorClass;
  }
}
