// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// SSH keys and passwords that are put into the guest.

import { type Infer, object, ref, required, setList, string } from '../schema.ts';

export const AccessCredentialSecretSource = object('Access credential secret source.', {
  secretName: required(string('Secret name.')),
});
export interface AccessCredentialSecretSource extends Infer<typeof AccessCredentialSecretSource> {}

export const ConfigDriveSSHPublicKeyAccessCredentialPropagation = object(
  'Config drive sshpublic key access credential propagation.',
  {},
);
export interface ConfigDriveSSHPublicKeyAccessCredentialPropagation
  extends Infer<typeof ConfigDriveSSHPublicKeyAccessCredentialPropagation> {}

export const NoCloudSSHPublicKeyAccessCredentialPropagation = object(
  'No cloud sshpublic key access credential propagation.',
  {},
);
export interface NoCloudSSHPublicKeyAccessCredentialPropagation
  extends Infer<typeof NoCloudSSHPublicKeyAccessCredentialPropagation> {}

export const QemuGuestAgentSSHPublicKeyAccessCredentialPropagation = object(
  'Qemu guest agent sshpublic key access credential propagation.',
  {
    users: required(setList(string(), 'Users.')),
  },
);
export interface QemuGuestAgentSSHPublicKeyAccessCredentialPropagation
  extends Infer<typeof QemuGuestAgentSSHPublicKeyAccessCredentialPropagation> {}

export const SSHPublicKeyAccessCredentialPropagationMethod = object(
  'Sshpublic key access credential propagation method.',
  {
    configDrive: ref<ConfigDriveSSHPublicKeyAccessCredentialPropagation>(
      ConfigDriveSSHPublicKeyAccessCredentialPropagation,
      'Config drive.',
    ),
    noCloud: ref<NoCloudSSHPublicKeyAccessCredentialPropagation>(
      NoCloudSSHPublicKeyAccessCredentialPropagation,
      'No cloud.',
    ),
    qemuGuestAgent: ref<QemuGuestAgentSSHPublicKeyAccessCredentialPropagation>(
      QemuGuestAgentSSHPublicKeyAccessCredentialPropagation,
      'Qemu guest agent.',
    ),
  },
);
export interface SSHPublicKeyAccessCredentialPropagationMethod
  extends Infer<typeof SSHPublicKeyAccessCredentialPropagationMethod> {}

export const SSHPublicKeyAccessCredentialSource = object('Sshpublic key access credential source.', {
  secret: ref<AccessCredentialSecretSource>(AccessCredentialSecretSource, 'Secret.'),
});
export interface SSHPublicKeyAccessCredentialSource extends Infer<typeof SSHPublicKeyAccessCredentialSource> {}

export const SSHPublicKeyAccessCredential = object('Sshpublic key access credential.', {
  propagationMethod: required(
    ref<SSHPublicKeyAccessCredentialPropagationMethod>(
      SSHPublicKeyAccessCredentialPropagationMethod,
      'Propagation method.',
    ),
  ),
  source: required(ref<SSHPublicKeyAccessCredentialSource>(SSHPublicKeyAccessCredentialSource, 'Source.')),
});
export interface SSHPublicKeyAccessCredential extends Infer<typeof SSHPublicKeyAccessCredential> {}

export const QemuGuestAgentUserPasswordAccessCredentialPropagation = object(
  'Qemu guest agent user password access credential propagation.',
  {},
);
export interface QemuGuestAgentUserPasswordAccessCredentialPropagation
  extends Infer<typeof QemuGuestAgentUserPasswordAccessCredentialPropagation> {}

export const UserPasswordAccessCredentialPropagationMethod = object(
  'User password access credential propagation method.',
  {
    qemuGuestAgent: ref<QemuGuestAgentUserPasswordAccessCredentialPropagation>(
      QemuGuestAgentUserPasswordAccessCredentialPropagation,
      'Qemu guest agent.',
    ),
  },
);
export interface UserPasswordAccessCredentialPropagationMethod
  extends Infer<typeof UserPasswordAccessCredentialPropagationMethod> {}

export const UserPasswordAccessCredentialSource = object('User password access credential source.', {
  secret: ref<AccessCredentialSecretSource>(AccessCredentialSecretSource, 'Secret.'),
});
export interface UserPasswordAccessCredentialSource extends Infer<typeof UserPasswordAccessCredentialSource> {}

export const UserPasswordAccessCredential = object('User password access credential.', {
  propagationMethod: required(
    ref<UserPasswordAccessCredentialPropagationMethod>(
      UserPasswordAccessCredentialPropagationMethod,
      'Propagation method.',
    ),
  ),
  source: required(ref<UserPasswordAccessCredentialSource>(UserPasswordAccessCredentialSource, 'Source.')),
});
export interface UserPasswordAccessCredential extends Infer<typeof UserPasswordAccessCredential> {}

export const AccessCredential = object('Access credential.', {
  sshPublicKey: ref<SSHPublicKeyAccessCredential>(SSHPublicKeyAccessCredential, 'Ssh public key.'),
  userPassword: ref<UserPasswordAccessCredential>(UserPasswordAccessCredential, 'User password.'),
});
export interface AccessCredential extends Infer<typeof AccessCredential> {}
