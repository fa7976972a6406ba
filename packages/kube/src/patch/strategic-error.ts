// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A strategic merge patch that cannot be applied. */
export class StrategicPatchError extends Error {
  override readonly name = 'StrategicPatchError';
  /** `malformed`: it is no such patch (400); `unprocessable`: it cannot be applied to this object (422); else Kubernetes has no class for it (500). */
  readonly type: 'malformed' | 'unprocessable' | 'unexpected';

  constructor(type: StrategicPatchError['type'], message: string) {
    super(message);
    this.type = type;
  }
}
