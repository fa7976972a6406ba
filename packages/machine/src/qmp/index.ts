// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { type Decoded, type QmpEvent, type QmpMessage, qmpDecoder, qmpLimits, type WireLimits } from './decode.ts';
export { type Line, type LineSplitter, lineSplitter } from './line-splitter.ts';
export { isObject, type Parsed, parseJson } from './parse-json.ts';
export { type Problem, type ProblemKind, ProtocolError } from './problem.ts';
export { type QmpSession, type QmpSessionOptions, qmpSession } from './session.ts';
