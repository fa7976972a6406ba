// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { X509Certificate } from 'node:crypto';
import type { WebhookClientConfig } from '../../admission/webhook-client.ts';
import type { Cause } from '../../kind.ts';
import { isDns1035Label, isDnsSubdomain } from '../../kinds/validation/names.ts';
import { entry, forbiddenValue, invalidValue, notSupported, required } from '../structural/causes.ts';
import type { Conversion } from './definition.ts';

const reviewVersions = ['v1', 'v1beta1'];

/** What is wrong with how a definition converts its objects. */
export function conversionCauses(conversion: Conversion | undefined, path: string, mayHaveBadCa: boolean): Cause[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  const causes: Cause[] = [];
  if (!strategy) causes.push(required(`${path}.strategy`));
  else if (strategy !== 'None' && strategy !== 'Webhook')
    causes.push(notSupported(`${path}.strategy`, strategy, ['None', 'Webhook']));
  const clientAt = `${path}.webhookClientConfig`;
  const versionsAt = `${path}.conversionReviewVersions`;
  if (strategy !== 'Webhook') {
    const detail = 'should not be set when strategy is not set to Webhook';
    if (webhook?.clientConfig) causes.push(forbiddenValue(clientAt, detail));
    if (webhook?.conversionReviewVersions?.length) causes.push(forbiddenValue(versionsAt, detail));
    return causes;
  }
  if (webhook?.clientConfig) causes.push(...clientConfigCauses(webhook.clientConfig, clientAt, mayHaveBadCa));
  else causes.push(required(clientAt, 'required when strategy is set to Webhook'));
  return [...causes, ...reviewVersionCauses(webhook?.conversionReviewVersions ?? [], versionsAt)];
}

function reviewVersionCauses(versions: readonly string[], path: string): Cause[] {
  if (!versions.length) return [required(path)];
  const causes = versions.flatMap((version, index) => {
    const at = entry(path, index);
    if (versions.indexOf(version) < index) return [invalidValue(at, version, 'duplicate version')];
    return isDns1035Label(version).map((problem) => invalidValue(at, version, problem));
  });
  if (versions.some((version) => reviewVersions.includes(version))) return causes;
  return [...causes, invalidValue(path, versions, `must include at least one of ${reviewVersions.join(', ')}`)];
}

/** What is wrong with where a webhook is said to be. */
export function clientConfigCauses(config: WebhookClientConfig, path: string, mayHaveBadCa = true): Cause[] {
  const { url, service, caBundle } = config;
  const causes: Cause[] = [];
  if ((url === undefined) === (service === undefined))
    causes.push(required(path, 'exactly one of url or service is required'));
  else if (url !== undefined) causes.push(...urlCauses(url, `${path}.url`));
  else if (service) causes.push(...serviceCauses(service, `${path}.service`));
  if (caBundle && !mayHaveBadCa && !isCaBundle(caBundle)) {
    const detail = 'unable to load root certificates: unable to parse bytes as PEM block';
    causes.push(invalidValue(`${path}.caBundle`, caBundle, detail));
  }
  return causes;
}

/** Whether a bundle holds certificates. */
export function isCaBundle(bundle: string): boolean {
  try {
    new X509Certificate(Buffer.from(bundle, 'base64'));
    return true;
  } catch {
    return false;
  }
}

function urlCauses(text: string, path: string): Cause[] {
  const form = '; desired format: https://host[/path]';
  const found = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/(?:([^/?#]*)@)?([^/?#]*))?[^?#]*(\?[^#]*)?(#.*)?$/i.exec(text);
  if (!found) return [required(path, `url must be a valid URL: parse ${JSON.stringify(text)}: invalid${form}`)];
  const [, scheme = '', user, host = '', query = '', fragment = ''] = found;
  const causes: Cause[] = [];
  if (scheme !== 'https') causes.push(invalidValue(path, scheme, `'https' is the only allowed URL scheme${form}`));
  if (!host) causes.push(invalidValue(path, host, `host must be specified${form}`));
  if (user !== undefined) causes.push(invalidValue(path, user, 'user information is not permitted in the URL'));
  if (fragment.length > 1) causes.push(invalidValue(path, fragment.slice(1), 'fragments are not permitted in the URL'));
  if (query.length > 1)
    causes.push(invalidValue(path, query.slice(1), 'query parameters are not permitted in the URL'));
  return causes;
}

function serviceCauses(service: NonNullable<WebhookClientConfig['service']>, path: string): Cause[] {
  const causes: Cause[] = [];
  if (!service.name) causes.push(required(`${path}.name`));
  if (!service.namespace) causes.push(required(`${path}.namespace`));
  const port = service.port ?? 443;
  if (port < 1 || port > 65535)
    causes.push(invalidValue(`${path}.port`, port, 'port is not valid: must be between 1 and 65535, inclusive'));
  return [...causes, ...pathCauses(service.path, `${path}.path`)];
}

function pathCauses(text: string | undefined, path: string): Cause[] {
  if (!text || text === '/') return [];
  if (text === '//') return [invalidValue(path, text, 'segment[0] may not be empty')];
  const causes = text.startsWith('/') ? [] : [invalidValue(path, text, "must start with a '/'")];
  const steps = text.slice(1).replace(/\/$/, '').split('/');
  const wrong = steps.flatMap((step, index) => {
    if (!step) return [invalidValue(path, text, `segment[${index}] may not be empty`)];
    return isDnsSubdomain(step).map((problem) => invalidValue(path, text, `segment[${index}]: ${problem}`));
  });
  return [...causes, ...wrong];
}
