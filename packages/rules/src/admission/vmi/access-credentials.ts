// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { AccessCredential } from '@kubevirt-ts/api';
import { each, type Finding, faults, invalid } from '../cause.ts';
import { type SpecCheck, volumesOf } from '../spec-view.ts';

/** Which cloud-init volumes a VMI has, for keys that travel in one. */
interface Carriers {
  noCloud: boolean;
  configDrive: boolean;
}

const unfitKey = ({ sshPublicKey }: AccessCredential, path: string, carriers: Carriers): Finding => {
  if (!sshPublicKey) return;
  const { noCloud, configDrive, qemuGuestAgent } = sshPublicKey.propagationMethod;
  const method = `${path}.sshPublicKey.propagationMethod`;
  const needs = (what: string): string =>
    `${path} requires a ${what} volume to exist when the ${what} propagationMethod is in use.`;
  return faults(
    noCloud && !carriers.noCloud && invalid(method, needs('noCloud')),
    configDrive && !carriers.configDrive && invalid(method, needs('configDrive')),
    qemuGuestAgent &&
      !qemuGuestAgent.users?.length &&
      invalid(`${method}.qemuGuestAgent.users`, `${path} requires at least one user to be present in the users list`),
    !sshPublicKey.source.secret && invalid(`${path}.sshPublicKey.source`, `${path} must have exactly one source set`),
    [noCloud, configDrive, qemuGuestAgent].filter(Boolean).length !== 1 &&
      invalid(method, `${path} must have exactly one propagationMethod set`),
  );
};

const unfitPassword = ({ userPassword }: AccessCredential, path: string): Finding =>
  userPassword &&
  faults(
    !userPassword.source.secret && invalid(`${path}.userPassword.source`, `${path} must have exactly one source set`),
    !userPassword.propagationMethod.qemuGuestAgent &&
      invalid(`${path}.userPassword.propagationMethod`, `${path} must have exactly one propagationMethod set`),
  );

/** Everything about keys and passwords put into the guest. */
export const accessCredentialFaults: SpecCheck = ({ path, spec }) => {
  const carriers = {
    noCloud: volumesOf(spec).some(({ cloudInitNoCloud }) => cloudInitNoCloud),
    configDrive: volumesOf(spec).some(({ cloudInitConfigDrive }) => cloudInitConfigDrive),
  };
  return each(spec.accessCredentials, (credential, index) => {
    const field = `${path}.accessCredentials[${index}]`;
    return faults(
      unfitKey(credential, field, carriers),
      unfitPassword(credential, field),
      [credential.sshPublicKey, credential.userPassword].filter(Boolean).length !== 1 &&
        invalid(field, `${field} must have exactly one access credential type set`),
    );
  });
};
