// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type * as models from '@kubernetes/client-node';

/**
 * A client-node model as it is on the wire: times are strings, and names that the generator had to
 * change (`_default`, `x_kubernetes_…`) are spelled as Kubernetes spells them.
 */
export type Wire<T> = 0 extends 1 & T
  ? T
  : T extends Date
    ? string
    : T extends (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { [K in keyof T as WireName<K>]: Wire<T[K]> }
        : T;

type WireName<K> = K extends `x_kubernetes_${infer Rest}`
  ? `x-kubernetes-${Dashed<Rest>}`
  : K extends `_${infer Rest}`
    ? Rest
    : K;

type Dashed<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}-${Dashed<Tail>}` : S;

/** Metadata that every object has. */
export type ObjectMeta = Wire<models.V1ObjectMeta>;
/** A reference from a dependent to what it belongs to. */
export type OwnerReference = Wire<models.V1OwnerReference>;
/** What the API server answers when it refuses something. */
export type Status = Wire<models.V1Status>;
/** One of possibly several causes of a refusal. */
export type StatusCause = Wire<models.V1StatusCause>;
/** A selector over labels. */
export type LabelSelector = Wire<models.V1LabelSelector>;

/** core/v1 Pod. */
export type Pod = Wire<models.V1Pod>;
/** The specification of a pod. */
export type PodSpec = Wire<models.V1PodSpec>;
/** The metadata and specification of pods to be made. */
export type PodTemplateSpec = Wire<models.V1PodTemplateSpec>;
/** A container of a pod. */
export type Container = Wire<models.V1Container>;
/** What is known of one container of a pod. */
export type ContainerStatus = Wire<models.V1ContainerStatus>;
/** A volume of a pod. */
export type PodVolume = Wire<models.V1Volume>;
/** core/v1 Node. */
export type Node = Wire<models.V1Node>;
/** core/v1 Secret. */
export type Secret = Wire<models.V1Secret>;
/** core/v1 ConfigMap. */
export type ConfigMap = Wire<models.V1ConfigMap>;
/** core/v1 Service. */
export type Service = Wire<models.V1Service>;
/** core/v1 ServiceAccount. */
export type ServiceAccount = Wire<models.V1ServiceAccount>;
/** core/v1 Namespace. */
export type Namespace = Wire<models.V1Namespace>;
/** core/v1 Event. */
export type CoreEvent = Wire<models.CoreV1Event>;
/** core/v1 Endpoints. */
export type Endpoints = Wire<models.V1Endpoints>;
/** core/v1 PersistentVolumeClaim. */
export type PersistentVolumeClaim = Wire<models.V1PersistentVolumeClaim>;
/** apps/v1 Deployment. */
export type Deployment = Wire<models.V1Deployment>;
/** apps/v1 DaemonSet. */
export type DaemonSet = Wire<models.V1DaemonSet>;
/** apps/v1 ReplicaSet. */
export type ReplicaSet = Wire<models.V1ReplicaSet>;
/** apps/v1 ControllerRevision. */
export type ControllerRevision = Wire<models.V1ControllerRevision>;
/** batch/v1 Job. */
export type Job = Wire<models.V1Job>;
/** coordination.k8s.io/v1 Lease. */
export type Lease = Wire<models.V1Lease>;
/** policy/v1 PodDisruptionBudget. */
export type PodDisruptionBudget = Wire<models.V1PodDisruptionBudget>;
/** rbac.authorization.k8s.io/v1 ClusterRole. */
export type ClusterRole = Wire<models.V1ClusterRole>;
/** rbac.authorization.k8s.io/v1 ClusterRoleBinding. */
export type ClusterRoleBinding = Wire<models.V1ClusterRoleBinding>;
/** rbac.authorization.k8s.io/v1 Role. */
export type Role = Wire<models.V1Role>;
/** rbac.authorization.k8s.io/v1 RoleBinding. */
export type RoleBinding = Wire<models.V1RoleBinding>;
/** What a role allows. */
export type PolicyRule = Wire<models.V1PolicyRule>;
/** apiextensions.k8s.io/v1 CustomResourceDefinition. */
export type CustomResourceDefinition = Wire<models.V1CustomResourceDefinition>;
/** apiregistration.k8s.io/v1 APIService. */
export type APIService = Wire<models.V1APIService>;
/** admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration. */
export type ValidatingWebhookConfiguration = Wire<models.V1ValidatingWebhookConfiguration>;
/** admissionregistration.k8s.io/v1 MutatingWebhookConfiguration. */
export type MutatingWebhookConfiguration = Wire<models.V1MutatingWebhookConfiguration>;
/** scheduling.k8s.io/v1 PriorityClass. */
export type PriorityClass = Wire<models.V1PriorityClass>;
/** authorization.k8s.io/v1 SubjectAccessReview. */
export type SubjectAccessReview = Wire<models.V1SubjectAccessReview>;
/** core/v1 PersistentVolume. */
export type PersistentVolume = Wire<models.V1PersistentVolume>;
/** storage.k8s.io/v1 StorageClass. */
export type StorageClass = Wire<models.V1StorageClass>;
/** discovery.k8s.io/v1 EndpointSlice. */
export type EndpointSlice = Wire<models.V1EndpointSlice>;
/** core/v1 Binding: puts a pod on a node. */
export type Binding = Wire<models.V1Binding>;
/** policy/v1 Eviction: asks that a pod be deleted if its budgets allow it. */
export type Eviction = Wire<models.V1Eviction>;
