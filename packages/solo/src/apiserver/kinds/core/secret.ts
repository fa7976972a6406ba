// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type Secret } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { jsonErrorText } from '../../rest/json-error.ts';
import { forbiddenField, invalidEach, invalidValue, required, tooLong } from '../validation/causes.ts';
import { immutable } from '../validation/metadata.ts';
import { isConfigKey } from '../validation/names.ts';

function typed(object: Json): Secret {
  return object as unknown as Secret;
}

const maxBytes = 1024 * 1024;
const accountAnnotation = 'kubernetes.io/service-account.name';

/** What is special about secrets. */
export const secretStrategy: Strategy = {
  setDefaults(object) {
    const secret = typed(object);
    secret.type ||= 'Opaque';
    // Texts are taken as they are and never given back.
    const texts = Object.entries(secret.stringData ?? {});
    if (texts.length) {
      const encoded = texts.map(([key, text]) => [key, Buffer.from(text).toString('base64')] as const);
      secret.data = { ...secret.data, ...Object.fromEntries(encoded) };
    }
    delete secret.stringData;
  },
  validate: (object) => secretCauses(typed(object)),
  validateUpdate: (object, old) => [...updateCauses(typed(object), typed(old)), ...secretCauses(typed(object))],
  prepareForUpdate(object, old) {
    object.type ||= old.type;
  },
  selectableFields: (object) => ({ type: typed(object).type ?? '' }),
};

function secretCauses(secret: Secret): Cause[] {
  let sizeBytes = 0;
  const causes = Object.entries(secret.data ?? {}).flatMap(([key, value]) => {
    sizeBytes += Buffer.byteLength(value ?? '', 'base64');
    return invalidEach(`data[${key}]`, key, isConfigKey(key));
  });
  if (sizeBytes > maxBytes) causes.push(tooLong('data', maxBytes));
  return [...causes, ...typeCauses(secret)];
}

function typeCauses(secret: Secret): Cause[] {
  const data = secret.data ?? {};
  const missing = (key: string) => (data[key] === undefined ? [required(`data[${key}]`)] : []);
  switch (secret.type) {
    case 'kubernetes.io/service-account-token':
      return secret.metadata?.annotations?.[accountAnnotation]
        ? []
        : [required(`metadata.annotations[${accountAnnotation}]`)];
    case 'kubernetes.io/dockercfg':
      return jsonCauses('.dockercfg', data);
    case 'kubernetes.io/dockerconfigjson':
      return jsonCauses('.dockerconfigjson', data);
    case 'kubernetes.io/basic-auth':
      if (data.username !== undefined || data.password !== undefined) return [];
      // The path is Kubernetes' own.
      return [required('data[%s][username]'), required('data[%s][password]')];
    case 'kubernetes.io/ssh-auth':
      return data['ssh-privatekey'] === undefined ? [required('data[%s][ssh-privatekey]')] : [];
    case 'kubernetes.io/tls':
      return [...missing('tls.crt'), ...missing('tls.key')];
    default:
      return [];
  }
}

function jsonCauses(key: string, data: Readonly<Record<string, string>>): Cause[] {
  const field = `data[${key}]`;
  if (data[key] === undefined) return [required(field)];
  const text = Buffer.from(data[key], 'base64').toString('utf8');
  try {
    JSON.parse(text);
    return [];
  } catch {
    return [invalidValue(field, '<secret contents redacted>', jsonErrorText(text))];
  }
}

/** What an object that said it is immutable is told of a change. */
export const immutableWhenSet = 'field is immutable when `immutable` is set';

function updateCauses(secret: Secret, old: Secret): Cause[] {
  const causes = immutable('type', secret.type, old.type);
  if (!old.immutable) return causes;
  if (!secret.immutable) causes.push(forbiddenField('immutable', immutableWhenSet));
  if (!isDeepEqual(secret.data ?? {}, old.data ?? {})) causes.push(forbiddenField('data', immutableWhenSet));
  return causes;
}
