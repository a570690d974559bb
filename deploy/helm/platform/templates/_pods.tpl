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
        accessModes: [ReadWriteOnce]
        resources: {requests: {storage: {{ .storage }}}}
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
  egress: []
{{- end -}}

{{- define "platform.dnsRule" -}}
- to: {{- toYaml .Values.dns.to | nindent 4 }}
  ports:
    {{- range .Values.dns.ports }}
    - {protocol: UDP, port: {{ . }}}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- end -}}
