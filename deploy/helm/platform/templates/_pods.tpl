{{- define "platform.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/part-of: food-delivery-platform
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- end -}}

{{- define "platform.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "platform.placement" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- range $key := list "nodeSelector" "affinity" "tolerations" }}
{{- with index $.Values $key }}
{{ $key }}: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Restricted pod security for what Strimzi makes: it has an account of its own, so none is named. */}}
{{- define "platform.strimziPods" -}}
template:
  pod:
    securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
    {{- with .root.Values.imagePullSecrets }}
    imagePullSecrets:
      {{- range . }}
      - name: {{ . }}
      {{- end }}
    {{- end }}
    {{- with .root.Values.priorityClassName }}
    priorityClassName: {{ . }}
    {{- end }}
    {{- range $key := list "affinity" "tolerations" }}
    {{- with index $.root.Values $key }}
    {{ $key }}: {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- end }}
  {{- range compact (list .container .second) }}
  {{ . }}:
    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
  {{- end }}
{{- end -}}

{{- define "platform.claim" -}}
accessModes: [ReadWriteOnce]
{{- with .root.Values.storageClass }}
storageClassName: {{ . }}
{{- end }}
resources: {requests: {storage: {{ .storage }}}}
{{- end -}}

{{- define "platform.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* A server of one pod with its Service, and the policy that lets only FoodDelivery's pods in. name, port, uid, storage, container. */}}
{{- define "platform.server" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "platform.labels" . | nindent 4 }}
spec:
  clusterIP: None
  publishNotReadyAddresses: {{ eq .name "kafka" }}
  selector: {app.kubernetes.io/name: {{ .name }}, app.kubernetes.io/part-of: food-delivery-platform}
  ports:
    - {name: server, port: {{ .port }}, targetPort: server}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "platform.labels" . | nindent 4 }}
spec:
  serviceName: {{ .name }}
  replicas: 1
  selector:
    matchLabels: {app.kubernetes.io/name: {{ .name }}, app.kubernetes.io/part-of: food-delivery-platform}
  template:
    metadata:
      labels: {{- include "platform.labels" . | nindent 8 }}
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 60
      {{- include "platform.placement" .root | nindent 6 }}
      securityContext: {{- include "platform.podSecurity" .uid | nindent 8 }}
      containers:
        - name: {{ .name }}
          {{- .container | nindent 10 }}
      volumes:
        - name: tmp
          emptyDir: {sizeLimit: 256Mi}
        {{- with .volumes }}
        {{- . | nindent 8 }}
        {{- end }}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec:
        {{- include "platform.claim" . | nindent 8 }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- include "platform.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels: {app.kubernetes.io/name: {{ .name }}, app.kubernetes.io/part-of: food-delivery-platform}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector: {matchLabels: {app.kubernetes.io/part-of: food-delivery}}
        - podSelector: {matchLabels: {app.kubernetes.io/part-of: food-delivery-platform}}
      ports:
        - {protocol: TCP, port: {{ .port }}}
  {{- if eq .name "kafka" }}
  # Kafka's own tools in the broker's pod follow the name that it advertises.
  egress:
    {{- include "platform.dnsRule" .root | nindent 4 }}
  {{- else }}
  egress: []
  {{- end }}
{{- end -}}

{{- define "platform.dnsRule" -}}
- to: {{- toYaml .Values.dns.to | nindent 4 }}
  ports:
    {{- range .Values.dns.ports }}
    - {protocol: UDP, port: {{ . }}}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- end -}}
