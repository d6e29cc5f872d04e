import { describeMergeCourses, mergeRows } from './merge-courses.ts';

describeMergeCourses(mergeRows.slice(0, 1), 1);
