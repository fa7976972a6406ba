export const checkGuest = async (disk: string): Promise<void> => console.log(disk);
