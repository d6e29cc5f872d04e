import { describeBaselineCourses } from './baseline-courses.ts';

describeBaselineCourses(63);
