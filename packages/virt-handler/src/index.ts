// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { type HandlerOptions, runHandler } from './handler.ts';
export { handlerPaths, readSettings, type Settings } from './settings.ts';
