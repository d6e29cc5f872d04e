import { describeBaselineCourses } from './baseline-courses.ts';

describeBaselineCourses(1);
