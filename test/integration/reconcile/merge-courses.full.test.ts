import { describeMergeCourses, mergeRows } from './merge-courses.ts';

describeMergeCourses(mergeRows, 21);
