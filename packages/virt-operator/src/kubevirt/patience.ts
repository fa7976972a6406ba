// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Remembers since when something fails, so that one failure that passes is not told as the state of things. */
export interface Patience {
  /** Takes note of a failure and says whether it has lasted long enough to be told. */
  failed(): boolean;
  succeeded(): void;
}

/** Failures count once they have lasted for `tellAfterMs`. */
export const patience = (now: () => Date, tellAfterMs: number): Patience => {
  let sinceMs: number | undefined;
  return {
    failed() {
      sinceMs ??= now().getTime();
      return now().getTime() - sinceMs >= tellAfterMs;
    },
    succeeded() {
      sinceMs = undefined;
    },
  };
};
