// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Logger, logger } from '@kubevirt-ts/kube';

/** A logger that says nothing. */
export function quiet(): Logger {
  return logger('test', 'silent');
}
