{{- define "fd.metadata" -}}
metadata:
  name: {{ include "fd.name" . }}
  namespace: {{ .Release.Namespace }}
  labels: {{- include "fd.labels" . | nindent 4 }}
{{- end -}}

{{- define "fd.account" -}}
apiVersion: v1
kind: ServiceAccount
{{ include "fd.metadata" . }}
{{- with .Values.serviceAccountAnnotations }}
  annotations: {{- toYaml . | nindent 4 }}
{{- end }}
automountServiceAccountToken: false
{{- end -}}

{{- define "fd.service" -}}
apiVersion: v1
kind: Service
{{ include "fd.metadata" . }}
spec:
  selector: {{- include "fd.selector" . | nindent 4 }}
  ports:
    - {name: http, port: 8080, targetPort: http}
---
# The same pods by their own addresses, for the gateway's second try: one address would be one server to nginx.
apiVersion: v1
kind: Service
metadata:
  name: {{ include "fd.name" . }}-pods
  namespace: {{ .Release.Namespace }}
  labels: {{- include "fd.labels" . | nindent 4 }}
spec:
  clusterIP: None
  selector: {{- include "fd.selector" . | nindent 4 }}
  ports:
    - {name: http, port: 8080, targetPort: http}
{{- end -}}

{{/* With one replica a budget would only keep nodes from being drained. */}}
{{- define "fd.budget" -}}
{{- if gt (int (ternary .Values.autoscaling.minReplicas .Values.replicas .Values.autoscaling.enabled)) 1 -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
{{ include "fd.metadata" . }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "fd.selector" . | nindent 6 }}
{{- end -}}
{{- end -}}

{{- define "fd.autoscaler" -}}
{{- if .Values.autoscaling.enabled -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
{{ include "fd.metadata" . }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ include "fd.name" . }}}
  minReplicas: {{ .Values.autoscaling.minReplicas }}
  maxReplicas: {{ .Values.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: {{ .Values.autoscaling.cpu }}}}
  behavior:
    scaleDown: {stabilizationWindowSeconds: 300}
{{- end -}}
{{- end -}}

{{/* Not empty where the cluster has the Prometheus operator and is to use it. */}}
{{- define "fd.monitored" -}}
{{- if and .Values.global.monitoring.enabled (.Capabilities.APIVersions.Has "monitoring.coreos.com/v1") -}}yes{{- end -}}
{{- end -}}

{{/* The labels that dashboards and alerts ask for, the same as in deploy/observability/prometheus.yml. */}}
{{- define "fd.monitor" -}}
{{- if include "fd.monitored" . -}}
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
{{ include "fd.metadata" . }}
    {{- with .Values.global.monitoring.labels }}{{ toYaml . | nindent 4 }}{{ end }}
spec:
  selector:
    matchLabels: {{- include "fd.selector" . | nindent 6 }}
  podMetricsEndpoints:
    - port: management
      path: /metrics
      interval: 15s
      relabelings:
        - {sourceLabels: [__meta_kubernetes_pod_label_app_kubernetes_io_name], targetLabel: service}
        - {targetLabel: job, replacement: fooddelivery}
{{- end -}}
{{- end -}}

{{/* A job of the service's own image. "job" is migrate, seed or create-ops. */}}
{{- define "fd.job" -}}
{{- with .root -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "fd.name" . }}-{{ $.job }}
  namespace: {{ .Release.Namespace }}
  labels:
    app.kubernetes.io/name: {{ include "fd.name" . }}-job
    app.kubernetes.io/part-of: food-delivery
    app.kubernetes.io/instance: {{ .Release.Name }}
    app.kubernetes.io/managed-by: {{ .Release.Service }}
  annotations:
    helm.sh/hook: {{ get (dict "migrate" "pre-install,pre-upgrade" "seed" "post-install" "create-ops" "post-install,post-upgrade") $.job }}
    helm.sh/hook-weight: "5"
    {{- /* What create-ops prints, a link for the first password, is to be read afterwards. */}}
    helm.sh/hook-delete-policy: before-hook-creation{{ if ne $.job "create-ops" }},hook-succeeded{{ end }}
    # Helm 4 shows what a failed job said.
    helm.sh/hook-output-log-policy: hook-failed
spec:
  backoffLimit: 5
  activeDeadlineSeconds: 600
  # What no repetition mends ends the release at once: the exit code of a migration that the database refused.
  podFailurePolicy:
    rules:
      - action: FailJob
        onExitCodes: {containerName: {{ $.job }}, operator: In, values: [3]}
      - action: Ignore
        onPodConditions: [{type: DisruptionTarget, status: "True"}]
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {{ include "fd.name" . }}-job
        app.kubernetes.io/part-of: food-delivery
    spec:
      {{- include "fd.pullSecrets" . | nindent 6 }}
      {{- include "fd.placement" . | nindent 6 }}
      restartPolicy: Never
      automountServiceAccountToken: false
      enableServiceLinks: false
      securityContext: {{- include "fd.podSecurity" . | nindent 8 }}
      containers:
        - name: {{ $.job }}
          image: {{ include "fd.image" . }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          args: [{{ $.job }}]
          securityContext: {{- include "fd.containerSecurity" . | nindent 12 }}
          env:
            {{- if eq $.job "seed" }}
            {{- include "fd.env" . | replace (printf "name: ASPNETCORE_ENVIRONMENT\n  value: %s" (.Values.global.environment | default "Production")) "name: ASPNETCORE_ENVIRONMENT\n  value: Development" | nindent 12 }}
            - name: Kafka__Enabled
              value: "false"
            - name: Database__MigrateOnStart
              value: "false"
            {{- else }}
            {{- include "fd.env" . | nindent 12 }}
            {{- if eq $.job "migrate" }}
            {{- include "fd.ownerEnv" . | nindent 12 }}
            {{- else }}
            - name: Ops__Email
              value: {{ .Values.opsAccount.email | quote }}
            - name: Ops__Name
              value: {{ .Values.opsAccount.name | quote }}
            {{- if .Values.opsAccount.passwordKey }}
            - name: Ops__Password
              valueFrom: {secretKeyRef: {name: {{ .Values.secretName }}, key: {{ .Values.opsAccount.passwordKey }}}}
            {{- end }}
            {{- end }}
            {{- end }}
          resources: {{- toYaml .Values.resources | nindent 12 }}
          volumeMounts: {{- include "fd.mounts" . | nindent 12 }}
      volumes: {{- include "fd.volumes" . | nindent 8 }}
{{- end -}}
{{- end -}}

{{/* Brings the schema up to date before the new pods come: every change lets the release before go on working. */}}
{{- define "fd.migration" -}}
{{- if .Values.database -}}{{ include "fd.job" (dict "root" . "job" "migrate") }}{{- end -}}
{{- end -}}

{{/* Demo data, for demonstrations only. */}}
{{- define "fd.seed" -}}
{{- if .Values.seedDemoData -}}{{ include "fd.job" (dict "root" . "job" "seed") }}{{- end -}}
{{- end -}}

{{/* The first account of ops, of the User service, when its address is set. Done again it changes nothing. */}}
{{- define "fd.opsAccount" -}}
{{- if (.Values.opsAccount).email -}}{{ include "fd.job" (dict "root" . "job" "create-ops") }}{{- end -}}
{{- end -}}

{{/* Everything of one service. */}}
{{- define "fd.all" -}}
{{- range list "fd.account" "fd.service" "fd.deployment" "fd.budget" "fd.autoscaler" "fd.monitor" "fd.networkPolicy" "fd.migrationPolicy" "fd.migration" "fd.seed" "fd.opsAccount" }}
{{- with include . $ | trim }}
---
{{ . }}
{{- end }}
{{- end }}
{{- end -}}
