// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** The parts of an image's reference, complete. */
export interface Reference {
  /** `docker.io/library/busybox` */
  repository: string;
  /** Absent when only a digest is given. */
  tag?: string;
  /** `sha256:…` */
  digest?: string;
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const host = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?';
const whole = new RegExp(
  `^(?<name>(?:${host}/)?${component}(?:/${component})*)(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>[a-z0-9]+:[0-9a-f]{32,}))?$`,
);
const longestName = 255;

/** Reads a reference and completes it: `busybox` is `docker.io/library/busybox:latest`. Undefined for what is none. */
export function parseReference(text: string): Reference | undefined {
  const found = whole.exec(text)?.groups;
  if (!found?.name) return undefined;
  const repository = completeName(found.name);
  if (repository.length > longestName || repository !== lowerPath(repository)) return undefined;
  const { tag, digest } = found;
  return { repository, ...(tag || !digest ? { tag: tag ?? 'latest' } : {}), ...(digest ? { digest } : {}) };
}

function completeName(name: string): string {
  const [first = '', ...rest] = name.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  if (!isHost) return rest.length === 0 ? `docker.io/library/${name}` : `docker.io/${name}`;
  if (first !== 'docker.io' && first !== 'index.docker.io') return name;
  return rest.length === 1 ? `docker.io/library/${rest[0]}` : `docker.io/${rest.join('/')}`;
}

function lowerPath(repository: string): string {
  const slash = repository.indexOf('/');
  return repository.slice(0, slash) + repository.slice(slash).toLowerCase();
}

/** The text of a complete reference; a digest, being exact, goes before a tag. */
export function referenceText({ repository, tag, digest }: Reference): string {
  return digest ? `${repository}@${digest}` : `${repository}:${tag}`;
}

/** Whether a text is an image's id: `sha256:…`, or its digits alone. */
export function isImageId(text: string): boolean {
  return /^(sha256:)?[0-9a-f]{64}$/.test(text);
}
