/** A tag of what the drift job writes to Grafana, by which dashboards find it. */
export const ANNOTATION_TAG = 'weir-drift';
