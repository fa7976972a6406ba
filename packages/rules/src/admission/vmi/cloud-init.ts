// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Volume } from '@kubevirt-ts/api';
import { type Cause, type Finding, faults, invalid } from '../cause.ts';

/** The data of a cloud-init volume may not be larger than this; more belongs into a secret. */
const maxDataBytes = 2048;

/** One of the two documents of a cloud-init volume, as given. */
interface Document {
  plain?: string;
  base64?: string;
  secret?: string;
  base64Field: 'userDataBase64' | 'networkDataBase64';
}

const decode = (text: string): Buffer | undefined =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text.replace(/[\r\n]/g, ''))
    ? Buffer.from(text, 'base64')
    : undefined;

const given = ({ plain, base64, secret }: Document): number => [plain, base64, secret].filter(Boolean).length;

const bytesOf = ({ plain, base64 }: Document): number =>
  plain ? Buffer.byteLength(plain) : base64 ? (decode(base64)?.byteLength ?? 0) : 0;

const malformedBase64 = ({ base64, base64Field }: Document, path: string): Finding =>
  !!base64 &&
  !decode(base64) &&
  invalid(`${path}.${base64Field}`, `${path}.${base64Field} is not a valid base64 value.`);

/** What is wrong with the documents of a cloud-init volume. */
export const cloudInitFaults = (volume: Volume, path: string): Cause[] => {
  const source = volume.cloudInitNoCloud ?? volume.cloudInitConfigDrive;
  if (!source) return [];
  const field = `${path}.${volume.cloudInitNoCloud ? 'cloudInitNoCloud' : 'cloudInitConfigDrive'}`;
  const user: Document = {
    plain: source.userData,
    base64: source.userDataBase64,
    secret: source.secretRef?.name,
    base64Field: 'userDataBase64',
  };
  const network: Document = {
    plain: source.networkData,
    base64: source.networkDataBase64,
    secret: source.networkDataSecretRef?.name,
    base64Field: 'networkDataBase64',
  };
  return faults(
    malformedBase64(user, field),
    given(user) > 1 && invalid(field, `${field} must have only one userdatasource set.`),
    bytesOf(user) > maxDataBytes &&
      invalid(
        field,
        `${field} userdata exceeds ${maxDataBytes} byte limit. Should use UserDataSecretRef for larger data.`,
      ),
    malformedBase64(network, field),
    given(network) > 1 && invalid(field, `${field} must have only one networkdata source set.`),
    bytesOf(network) > maxDataBytes &&
      invalid(
        field,
        `${field} networkdata exceeds ${maxDataBytes} byte limit. Should use NetworkDataSecretRef for larger data.`,
      ),
    given(user) === 0 &&
      given(network) === 0 &&
      invalid(field, `${field} must have at least one userdatasource or one networkdatasource set.`),
  );
};
