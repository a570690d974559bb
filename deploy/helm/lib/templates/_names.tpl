{{/* Names are the services' own (order, payment, …): one release of a service in a namespace, and addresses that all of them know. */}}
{{- define "fd.name" -}}
{{- .Values.nameOverride | default .Chart.Name -}}
{{- end -}}

{{- define "fd.selector" -}}
app.kubernetes.io/name: {{ include "fd.name" . }}
app.kubernetes.io/part-of: food-delivery
{{- end -}}

{{- define "fd.labels" -}}
{{ include "fd.selector" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "fd.image" -}}
{{- $registry := .Values.global.imageRegistry | default "" -}}
{{- $repository := ternary (printf "%s/%s" $registry .Values.image.repository) .Values.image.repository (ne $registry "") -}}
{{- if .Values.image.digest -}}
{{ $repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ $repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* Restricted pod security; 1654 is the account of the images. */}}
{{- define "fd.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .Values.runAsUser | default 1654 }}
runAsGroup: {{ .Values.runAsUser | default 1654 }}
fsGroup: {{ .Values.runAsUser | default 1654 }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "fd.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Where the pods may and should run: the chart's own values before those of all. */}}
{{- define "fd.placement" -}}
{{- with .Values.priorityClassName | default .Values.global.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector | default .Values.global.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity | default .Values.global.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations | default .Values.global.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "fd.podLabels" -}}
{{ include "fd.labels" . }}
{{- with .Values.podLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "fd.pullSecrets" -}}
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}
