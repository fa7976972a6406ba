// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** What the last stage of the Containerfile does: directories copied over the root of the stage below, and the default command. */
export interface FinalStage {
  /** The text of all stages before it. */
  readonly below: string;
  /** The name of the stage it starts from. */
  readonly from: string;
  readonly copies: readonly string[];
  readonly cmd: readonly string[];
}

/**
 * Reads the last stage of a Containerfile. It is kept so plain that a code change needs no image builder: we add that
 * layer ourselves, in the time that a builder takes to look at its cache.
 * @throws Error for an instruction that only a builder can carry out
 */
export function finalStage(containerfile: string): FinalStage {
  const start = containerfile.lastIndexOf('\nFROM ') + 1;
  const [first, ...lines] = containerfile
    .slice(start)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const copies: string[] = [];
  let cmd: readonly string[] = [];
  for (const line of lines) {
    const copied = /^COPY (\S+)\/ \/$/.exec(line)?.[1];
    if (copied) copies.push(copied);
    else if (line.startsWith('CMD [')) cmd = JSON.parse(line.slice('CMD '.length));
    else
      throw new Error(
        `the last stage of the Containerfile may only hold "COPY <directory>/ /" and "CMD […]", not: ${line}`,
      );
  }
  return { below: containerfile.slice(0, start), from: first?.split(/\s+/)[1] ?? '', copies, cmd };
}
