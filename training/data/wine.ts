/**
 * The white-wine quality data: P. Cortez, A. Cerdeira, F. Almeida, T. Matos, J. Reis, "Modeling wine preferences
 * by data mining from physicochemical properties", Decision Support Systems 47(4), 2009. UCI Machine Learning
 * Repository, https://doi.org/10.24432/C56S3T, CC BY 4.0.
 */
export const WINE = {
  url: 'https://archive.ics.uci.edu/ml/machine-learning-databases/wine-quality/winequality-white.csv',
  sha256: '76c3f809815c17c07212622f776311faeb31e87610d52c26d87d6e361b169836',
  bytes: 264_426,
  fileName: 'winequality-white.csv',
  columns: [
    'fixed acidity',
    'volatile acidity',
    'citric acid',
    'residual sugar',
    'chlorides',
    'free sulfur dioxide',
    'total sulfur dioxide',
    'density',
    'pH',
    'sulphates',
    'alcohol',
    'quality',
  ],
  target: 'quality',
  /** Rows of the qualities 3 to 9. */
  classCounts: [20, 163, 1457, 2198, 880, 175, 5],
} as const;

/** Whether a table has the wine data's columns, in whatever order: then its names and defaults apply. */
export function isWine(columns: readonly string[]): boolean {
  return columns.length === WINE.columns.length && WINE.columns.every((name) => columns.includes(name));
}
