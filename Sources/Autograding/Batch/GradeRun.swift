// SPDX-License-Identifier: MIT
import Glibc
import Synchronization

/// Grades many submissions, several at a time.
package struct GradeRun: Sendable {
  private let grader: Grader
  private let jobs: Int
  private let state: GradeState?

  /// Makes a run with so many submissions at a time.
  package init(grader: Grader, jobs: Int, state: GradeState?) {
    self.grader = grader
    self.jobs = jobs
    self.state = state
  }

  /// Grades all; the body hears of each as soon as it is done, one at a time.
  ///
  /// - Returns: the grades in the order of the submissions.
  package func grade(
    _ files: [SubmissionFile],
    finished: @Sendable (_ grade: SubmissionGrade, _ isNew: Bool) -> Void
  ) -> [SubmissionGrade] {
    let grades = Mutex([SubmissionGrade?](repeating: nil, count: files.count))
    let next = Atomic(0)
    Threads.run(min(jobs, files.count)) {
      while case let index = next.add(1, ordering: .relaxed).oldValue, index < files.count {
        let kept = state?.grade(of: files[index])
        let grade = kept ?? grader.grade(files[index])
        if kept == nil { state?.keep(grade, of: files[index]) }
        grades.withLock { grades in
          grades[index] = grade
          finished(grade, kept == nil)
        }
      }
    }
    return grades.withLock { $0.compactMap { $0 } }
  }
}

/// Threads that all do the same, and are waited for.
enum Threads {
  private struct Body {
    let run: () -> Void
  }

  static func run(_ count: Int, _ body: () -> Void) {
    withoutActuallyEscaping(body) { body in
      var shared = Body(run: body)
      withUnsafeMutablePointer(to: &shared) { pointer in
        let threads = (0..<count).map { _ in
          var thread = pthread_t()
          pthread_create(
            &thread, nil,
            { context in
              context?.assumingMemoryBound(to: Body.self).pointee.run()
              return nil
            }, pointer)
          return thread
        }
        for thread in threads { pthread_join(thread, nil) }
      }
    }
  }
}
