import { describeMergeCourses } from './merge-courses.ts';

describeMergeCourses(20);
