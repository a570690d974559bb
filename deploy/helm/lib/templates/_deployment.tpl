{{- define "fd.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "fd.name" . }}
  namespace: {{ .Release.Namespace }}
  labels: {{- include "fd.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  minReadySeconds: 5
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
  selector:
    matchLabels: {{- include "fd.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "fd.podLabels" . | nindent 8 }}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "8081"
        prometheus.io/path: /metrics
        {{- with .Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- include "fd.pullSecrets" . | nindent 6 }}
      serviceAccountName: {{ include "fd.name" . }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: 45
      securityContext: {{- include "fd.podSecurity" . | nindent 8 }}
      {{- include "fd.placement" . | nindent 6 }}
      {{- include "fd.spread" . | nindent 6 }}
      containers:
        - name: {{ include "fd.name" . }}
          image: {{ include "fd.image" . }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          securityContext: {{- include "fd.containerSecurity" . | nindent 12 }}
          ports:
            - {name: http, containerPort: 8080}
            - {name: management, containerPort: 8081}
          env: {{- include "fd.env" . | nindent 12 }}
          resources: {{- toYaml .Values.resources | nindent 12 }}
          # Alive means that the process answers. A database that is away makes pods unready, never restarts them.
          startupProbe:
            httpGet: {path: /livez, port: management}
            periodSeconds: 2
            failureThreshold: 30
          livenessProbe:
            httpGet: {path: /livez, port: management}
            periodSeconds: 10
            timeoutSeconds: 3
            failureThreshold: 3
          readinessProbe:
            httpGet: {path: /readyz, port: management}
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 2
          lifecycle:
            # Until everybody has heard that this pod goes, it goes on answering.
            preStop: {sleep: {seconds: 8}}
          volumeMounts: {{- include "fd.mounts" . | nindent 12 }}
      volumes: {{- include "fd.volumes" . | nindent 8 }}
{{- end -}}

{{- define "fd.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if .Values.global.caConfigMap }}
- {name: ca, mountPath: /etc/fooddelivery/ca, readOnly: true}
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "fd.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 64Mi}
{{- with .Values.global.caConfigMap }}
- name: ca
  configMap: {name: {{ . }}, items: [{key: ca.crt, path: ca.crt}]}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "fd.spread" -}}
{{- $root := . -}}
topologySpreadConstraints:
{{- with .Values.topologySpreadConstraints }}
{{- toYaml . | nindent 2 }}
{{- else }}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "fd.selector" $root | nindent 8 }}
{{- end }}
{{- end }}
{{- end -}}
