// SPDX-License-Identifier: MIT
#include <cblas.h>
#include <stddef.h>

// OpenBLAS contains LAPACK under its Fortran names, but its package has no header that declares them.
// Matrices are column after column; the trailing sizes are the lengths of the character arguments.

void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);

void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *pivots, int *info);

void dgetrs_(const char *trans, const int *n, const int *nrhs, const double *a, const int *lda,
             const int *pivots, double *b, const int *ldb, int *info, size_t);

void dgeqrf_(const int *m, const int *n, double *a, const int *lda, double *tau, double *work,
             const int *lwork, int *info);

void dorgqr_(const int *m, const int *n, const int *k, double *a, const int *lda,
             const double *tau, double *work, const int *lwork, int *info);

void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda,
             double *w, double *work, const int *lwork, int *iwork, const int *liwork, int *info,
             size_t, size_t);

void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s,
             double *u, const int *ldu, double *vt, const int *ldvt, double *work,
             const int *lwork, int *iwork, int *info, size_t);

void dgelsd_(const int *m, const int *n, const int *nrhs, double *a, const int *lda, double *b,
             const int *ldb, double *s, const double *rcond, int *rank, double *work,
             const int *lwork, int *iwork, int *info);

// The same by value. Each gives LAPACK's status: 0 where all went well.

static inline int lapack_potrf(char uplo, int n, double *a) {
  int info = 0;
  dpotrf_(&uplo, &n, a, &n, &info, 1);
  return info;
}

static inline int lapack_getrf(int m, int n, double *a, int *pivots) {
  int info = 0;
  dgetrf_(&m, &n, a, &m, pivots, &info);
  return info;
}

static inline int lapack_getrs(int n, int nrhs, const double *a, const int *pivots, double *b) {
  int info = 0;
  dgetrs_("N", &n, &nrhs, a, &n, pivots, b, &n, &info, 1);
  return info;
}

static inline int lapack_geqrf(int m, int n, double *a, double *tau, double *work, int lwork) {
  int info = 0;
  dgeqrf_(&m, &n, a, &m, tau, work, &lwork, &info);
  return info;
}

static inline int lapack_orgqr(int m, int k, double *a, const double *tau, double *work,
                               int lwork) {
  int info = 0;
  dorgqr_(&m, &k, &k, a, &m, tau, work, &lwork, &info);
  return info;
}

static inline int lapack_syevd(char uplo, int n, double *a, double *w, double *work, int lwork,
                               int *iwork, int liwork) {
  int info = 0;
  dsyevd_("V", &uplo, &n, a, &n, w, work, &lwork, iwork, &liwork, &info, 1, 1);
  return info;
}

static inline int lapack_gesdd(int m, int n, double *a, double *s, double *u, double *vt,
                               double *work, int lwork, int *iwork) {
  int info = 0, k = m < n ? m : n;
  dgesdd_("S", &m, &n, a, &m, s, u, &m, vt, &k, work, &lwork, iwork, &info, 1);
  return info;
}

static inline int lapack_gelsd(int m, int n, int nrhs, double *a, double *b, double *s,
                               double rcond, double *work, int lwork, int *iwork) {
  int info = 0, rank = 0, ldb = m > n ? m : n;
  dgelsd_(&m, &n, &nrhs, a, &m, b, &ldb, s, &rcond, &rank, work, &lwork, iwork, &info);
  return info;
}
