// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What Go's HTTP client says of what went wrong.

/** A connection that failed. */
export function transportError(error: unknown, url: string): string {
  if (!(error instanceof Error)) return String(error);
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const peer = address ? `${address.includes(':') ? `[${address}]` : address}:${port}` : new URL(url).host;
  switch (code) {
    case 'ECONNREFUSED':
      return `dial tcp ${peer}: connect: connection refused`;
    case 'EHOSTUNREACH':
      return `dial tcp ${peer}: connect: no route to host`;
    case 'ENETUNREACH':
      return `dial tcp ${peer}: connect: network is unreachable`;
    case 'ETIMEDOUT':
      return `dial tcp ${peer}: connect: connection timed out`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `dial tcp: lookup ${new URL(url).hostname}: no such host`;
    case 'ECONNRESET':
      return 'EOF';
    case 'CERT_HAS_EXPIRED':
      return untrusted('certificate has expired or is not yet valid');
    case 'CERT_NOT_YET_VALID':
      return untrusted('certificate has expired or is not yet valid');
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return untrusted(wrongName(error, new URL(url).hostname));
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
      return untrusted('certificate signed by unknown authority');
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return 'http: server gave HTTP response to HTTPS client';
    default:
      return error.message;
  }
}

function untrusted(why: string): string {
  return `tls: failed to verify certificate: x509: ${why}`;
}

function wrongName(error: Error, wanted: string): string {
  const { host = wanted, cert } = error as Error & { host?: string; cert?: { subjectaltname?: string } };
  const names = (cert?.subjectaltname ?? '')
    .split(', ')
    .filter(Boolean)
    .map((name) => name.replace(/^(DNS|IP Address):/, ''));
  return names.length
    ? `certificate is valid for ${names.join(', ')}, not ${host}`
    : `certificate is not valid for any names, but wanted to match ${host}`;
}

const sentences: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
};

/** What a webhook answered. */
export interface Answered {
  status: number;
  contentType: string;
  text: string;
}

/** An answer that is an error; what it says counts unless it says that it is no text. */
export function answerError({ status, contentType, text }: Answered): string {
  const said = statusMessage(text);
  const body = contentType === '' || contentType.startsWith('text/') ? text.trim() : 'unknown';
  if (said !== undefined) return said;
  if (status === 403) return `forbidden: ${body}`;
  const sentence = sentences[status];
  if (sentence) return sentence;
  if (status >= 500)
    return `an error on the server (${JSON.stringify(body || 'unknown')}) has prevented the request from succeeding`;
  return `the server responded with the status code ${status} but did not return more information`;
}

function statusMessage(text: string): string | undefined {
  try {
    const value = JSON.parse(text) as { kind?: unknown; message?: unknown };
    return value?.kind === 'Status' && typeof value.message === 'string' ? value.message : undefined;
  } catch {
    return undefined;
  }
}
