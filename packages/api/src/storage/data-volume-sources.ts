// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Where CDI takes the content of a data volume from.

import { boolean, type Infer, list, object, ref, required, string } from '../schema.ts';

export const DataVolumeBlankImage = object('An empty disk.', {});
export interface DataVolumeBlankImage extends Infer<typeof DataVolumeBlankImage> {}

export const DataVolumeSourceGCS = object('An object of Google Cloud Storage.', {
  url: required(string('Address of the object.')),
  secretRef: string('Secret with the credentials.'),
});
export interface DataVolumeSourceGCS extends Infer<typeof DataVolumeSourceGCS> {}

export const DataVolumeSourceHTTP = object('A file of a web server.', {
  url: required(string('Address of the file, http or https.')),
  secretRef: string('Secret with user name (accessKeyId) and password (secretKey).'),
  certConfigMap: string('Config map with the CA of the server.'),
  extraHeaders: list(string(), 'Headers that are sent along.'),
  secretExtraHeaders: list(string(), 'Secrets with headers that are sent along.'),
});
export interface DataVolumeSourceHTTP extends Infer<typeof DataVolumeSourceHTTP> {}

export const DataVolumeSourceImageIO = object('A disk of oVirt.', {
  url: required(string('Address of the oVirt engine.')),
  diskId: required(string('Id of the disk.')),
  secretRef: string('Secret with the credentials.'),
  certConfigMap: string('Config map with the CA of the engine.'),
  insecureSkipVerify: boolean("The engine's certificate is not checked; false when absent."),
});
export interface DataVolumeSourceImageIO extends Infer<typeof DataVolumeSourceImageIO> {}

export const DataVolumeSourcePVC = object('A claim that is copied.', {
  name: required(string('Name of the claim.')),
  namespace: required(string('Namespace of the claim.')),
});
export interface DataVolumeSourcePVC extends Infer<typeof DataVolumeSourcePVC> {}

export const PlatformOptions = object('Which variant of an image is taken.', {
  architecture: string('CPU architecture, such as amd64.'),
});
export interface PlatformOptions extends Infer<typeof PlatformOptions> {}

export const DataVolumeSourceRegistry = object('A disk out of an image of a registry.', {
  url: string('Address of the image, with docker:// or oci-archive://.'),
  imageStream: string('Image stream of OpenShift, instead of url.'),
  pullMethod: string("pod (default: CDI pulls) or node (the node's runtime pulls)."),
  platform: ref<PlatformOptions>(PlatformOptions, 'Which variant of the image is taken.'),
  secretRef: string('Secret with the credentials.'),
  certConfigMap: string('Config map with the CA of the registry.'),
});
export interface DataVolumeSourceRegistry extends Infer<typeof DataVolumeSourceRegistry> {}

export const DataVolumeSourceS3 = object('An object of S3 storage.', {
  url: required(string('Address of the object.')),
  secretRef: string('Secret with the credentials.'),
  certConfigMap: string('Config map with the CA of the server.'),
});
export interface DataVolumeSourceS3 extends Infer<typeof DataVolumeSourceS3> {}

export const DataVolumeSourceSnapshot = object('A volume snapshot that is copied.', {
  name: required(string('Name of the snapshot.')),
  namespace: required(string('Namespace of the snapshot.')),
});
export interface DataVolumeSourceSnapshot extends Infer<typeof DataVolumeSourceSnapshot> {}

export const DataVolumeSourceUpload = object('What a client will upload.', {});
export interface DataVolumeSourceUpload extends Infer<typeof DataVolumeSourceUpload> {}

export const DataVolumeSourceVDDK = object('A disk of VMware.', {
  url: string('Address of the vCenter or ESXi host.'),
  uuid: string('UUID of the VM that has the disk.'),
  backingFile: string('Path of the disk.'),
  thumbprint: string("Fingerprint of the host's certificate."),
  secretRef: string('Secret with the credentials.'),
  initImageURL: string("Image with VMware's VDDK library."),
  extraArgs: string('Config map with further arguments for that library.'),
});
export interface DataVolumeSourceVDDK extends Infer<typeof DataVolumeSourceVDDK> {}

export const CdiDataVolumeSource = object('Where the content comes from; exactly one.', {
  blank: ref<DataVolumeBlankImage>(DataVolumeBlankImage, 'Nowhere: an empty disk.'),
  http: ref<DataVolumeSourceHTTP>(DataVolumeSourceHTTP, 'A web server.'),
  registry: ref<DataVolumeSourceRegistry>(DataVolumeSourceRegistry, 'An image of a registry.'),
  s3: ref<DataVolumeSourceS3>(DataVolumeSourceS3, 'S3 storage.'),
  gcs: ref<DataVolumeSourceGCS>(DataVolumeSourceGCS, 'Google Cloud Storage.'),
  pvc: ref<DataVolumeSourcePVC>(DataVolumeSourcePVC, 'Another claim.'),
  snapshot: ref<DataVolumeSourceSnapshot>(DataVolumeSourceSnapshot, 'A volume snapshot.'),
  upload: ref<DataVolumeSourceUpload>(DataVolumeSourceUpload, 'A client.'),
  imageio: ref<DataVolumeSourceImageIO>(DataVolumeSourceImageIO, 'oVirt.'),
  vddk: ref<DataVolumeSourceVDDK>(DataVolumeSourceVDDK, 'VMware.'),
});
export interface CdiDataVolumeSource extends Infer<typeof CdiDataVolumeSource> {}

export const DataVolumeSourceRef = object('An object that says where the content comes from.', {
  kind: required(string('Kind of the object; DataSource.')),
  name: required(string('Name of the object.')),
  namespace: string("Namespace of the object; the data volume's when absent."),
});
export interface DataVolumeSourceRef extends Infer<typeof DataVolumeSourceRef> {}
